"""What people answered: theirs to see, change and take back; counted and listed for the team."""
