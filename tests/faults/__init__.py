"""Kills, cuts and outages of real parts; AUFTAKT_LONG=1 repeats them (`make faults`)."""
