"""Real occasions, played through the real HTTP API on a running stack.

Each scenario keeps a ledger of its own: what it did, counted while doing it. At the end the
product's figures must equal the ledger.
"""
