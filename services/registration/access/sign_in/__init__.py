"""Signing in: by a link or code from a mail, or by an OpenID provider."""
