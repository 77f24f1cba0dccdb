"""HTTP for every service: app factory, problems, sign-in, pages, languages, the look."""
