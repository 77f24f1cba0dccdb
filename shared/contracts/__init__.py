"""The contract between the services: one file per topic.

Messages carry full state with a contiguous `version` per aggregate, starting at 1. Within a major
version fields are only added, with defaults; enums are open strings. What a consumer does not know
it parks as a dead letter.
"""
