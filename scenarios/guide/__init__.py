"""The pictures of the user guide: what an organizer, a company, a guest and the door see."""
