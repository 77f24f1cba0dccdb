"""Kills, cuts and outages of real parts; AUFTAKT_LONG=1 repeats them, AUFTAKT_ROUNDS
times each (`make faults`)."""
