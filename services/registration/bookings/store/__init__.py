"""Bookings, people, places and the waitlist in rows. Beside each part stand its statements."""
