"""What an event asks those who register: questions, consents, and how long answers are kept."""
