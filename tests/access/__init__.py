"""Every route of every service, asked by everybody."""
