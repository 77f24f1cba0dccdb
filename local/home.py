"""The folder of one stack: data, logs, secrets, and the lock that lets only one run in it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.postgres import prune, shared_place

LOG_FOLDER = "logs"


class HomeInUseError(Exception):
    """A stack is running in this home."""


def default_home() -> Path:
    """AUFTAKT_HOME, else `.local` of the checkout, else `.local` here."""
    if given := os.environ.get("AUFTAKT_HOME"):
        return Path(given).absolute()
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").exists():
        return checkout / ".local"
    return Path.cwd() / ".local"


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of a stack's home. It may be entered by others (PostgreSQL's user must), not listed;
    everything in it that matters is readable by its owner only."""

    folder: Path

    @property
    def ready_file(self) -> Path:
        """Always written, so that the other commands find the running stack."""
        return self.folder / "ready.json"

    @property
    def mail(self) -> Path:
        """The Maildir of the mail sink."""
        return self.folder / "mail"

    @property
    def secrets(self) -> Path:
        """Passwords and keys, made once."""
        return self.folder / "secrets.json"

    def log(self, name: str) -> Path:
        """The log file of a child."""
        return self.folder / LOG_FOLDER / f"{name}.log"

    def make(self) -> None:
        """Create what is missing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)
        for name in (LOG_FOLDER, "mail", "kafka", "caddy"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        (self.folder / "postgres").mkdir(mode=0o711, exist_ok=True)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the home; raises HomeInUseError when a stack runs in it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise HomeInUseError(
                    f"a stack is already running in {self.folder} (process {file.read().strip()})"
                ) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def is_running(self) -> bool:
        """Whether a stack runs here; a ready file alone may have outlived its stack."""
        if not self.folder.exists():
            return False
        try:
            with (self.folder / "lock").open("a") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False

    def delete(self) -> None:
        """Delete all data of this home; raises HomeInUseError while a stack runs in it."""
        with self.locked():
            data = self.folder / "postgres" / "data"
            if data.is_symlink() and data.readlink().parent == shared_place():
                staged = data.readlink()
                data.unlink()
                prune(staged.parent)
            for path in self.folder.iterdir():
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                elif path.name != "lock":
                    path.unlink()
