"""The project: wiring, no content. Start at ``urls.py`` and ``api.py``."""
