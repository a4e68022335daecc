"""Django's ``ENGINE`` for the embedded PostgreSQL."""
