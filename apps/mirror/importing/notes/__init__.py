"""Notes that were read become rows: events and sessions joined or made, passages merged."""
