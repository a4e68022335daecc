"""Notes in Markdown and reStructuredText: read (pure), then written into rows."""
