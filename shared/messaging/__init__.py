"""The flow of facts: outbox, relay, consumer, dead letters, topics and their access rules."""
