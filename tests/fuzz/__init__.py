"""Long properties, short in `make test`; AUFTAKT_LONG=1 makes them long (`make fuzz`)."""
