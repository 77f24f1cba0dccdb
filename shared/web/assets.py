"""Style sheet, scripts, fonts, pictures: read once at start, addressed by their content.

The address holds a digest over all files (`/static/3f9a…/css/auftakt.css`), so that browsers may
keep them for a year, and links between the files stay relative.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).with_name("static")
DIGEST_CHARACTERS = 12
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file."""

    content: bytes
    media_type: str


class Assets:
    """All static files of an app, under `<prefix>/static/<digest>/`."""

    def __init__(self, prefix: str, folders: Sequence[Path] = ()) -> None:
        self._files: dict[str, Asset] = {}
        for folder in (STATIC, *folders):
            self._read(folder)
        self.digest = self._digest()
        self.root = f"{prefix}/static"

    def url(self, name: str) -> str:
        """The address of a file below the static folder; KeyError names one that isn't there."""
        if name not in self._files:
            raise KeyError(f"no static file {name}")
        return f"{self.root}/{self.digest}/{name}"

    def find(self, name: str) -> Asset | None:
        """The file, or None."""
        return self._files.get(name)

    def _read(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.suffix in MEDIA_TYPES and path.is_file():
                asset = Asset(path.read_bytes(), MEDIA_TYPES[path.suffix])
                self._files[path.relative_to(folder).as_posix()] = asset

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for name, asset in sorted(self._files.items()):
            digest.update(name.encode() + b"\0" + asset.content)
        return digest.hexdigest()[:DIGEST_CHARACTERS]
