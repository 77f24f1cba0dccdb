"""The three services; they meet in Kafka topics only."""
