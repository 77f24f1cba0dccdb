"""The organizer's list of registrations: search, change, add, write to people, export."""
