"""Who may do what, projected from registration.access.v1: others authorise without asking."""
