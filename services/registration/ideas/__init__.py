"""Ideas from the room: collected by code, weighed by points, sorted by the organizer."""
