"""The queue of mails, SMTP, what became of each."""
