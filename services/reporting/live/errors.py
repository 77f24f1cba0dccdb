"""What live figures refuse."""

from __future__ import annotations

from typing import ClassVar

from shared.errors import Unavailable


class TooManyStreams(Unavailable):
    """All streams this process gives are taken."""

    problem_type: ClassVar[str] = "too-many-streams"
    title: ClassVar[str] = "Too many live streams are open; please try again."
