"""Files that people send with a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from shared.errors import NotParsable


@dataclass(frozen=True, slots=True)
class Upload:
    """A file; its name is what the sender says, good for showing only."""

    name: str
    content: bytes


async def read_upload(request: Request[Any, Any, Any], field: str) -> Upload | None:
    """The file of a field, or None if none was chosen; the form's token was checked before.

    As large as a request may be (`BODY_MAX_BYTES`). Raises NotParsable.
    """
    try:
        file = (await request.form()).get(field)
    except (ClientException, ValueError, UnicodeDecodeError) as error:
        raise NotParsable("The form can't be read.") from error
    if not isinstance(file, UploadFile):
        return None
    await file.seek(0)
    content = await file.read()
    return Upload(file.filename, content) if content or file.filename else None
