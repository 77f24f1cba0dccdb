"""Facts by random ids, as they came from the topics."""
