"""Company contacts and the employees they register."""
