"""Django's ``ENGINE``: PostgreSQL, without a round trip to ask whether it is still there."""
