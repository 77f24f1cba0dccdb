"""From the lines of an uploaded list to members, with every bad cell named."""

from __future__ import annotations

from services.registration.organisations.importing.headings import HEADINGS, Column
from services.registration.organisations.importing.members import ReadList, read_members

__all__ = ["HEADINGS", "Column", "ReadList", "read_members"]
