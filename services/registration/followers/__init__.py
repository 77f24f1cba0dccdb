"""Who wants to hear of the next event of a series, and has said so twice."""
