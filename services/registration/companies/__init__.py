"""Company contacts who register employees, and never learn what these choose."""
