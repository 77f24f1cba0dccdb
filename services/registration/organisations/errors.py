"""What can be refused about organisations, and why."""

from __future__ import annotations

from shared.errors import Refused


class ImportFaulty(Refused):
    """A list with faults is not imported, not even in part."""

    problem_type = "import-faulty"
    status = 409
    title = "The list has faults; correct the file and upload it again."
