"""The public calendar of an organisation and everything below it: page, feed, JSON, embed."""
