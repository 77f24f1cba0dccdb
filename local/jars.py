"""The jars of Apache Kafka: locked with SHA-256, fetched once, verified at every start.

jgo finds and fetches; it does not compare checksums, so we do. `python -m local.jars` fetches what
is missing, `python -m local.jars lock` makes the lock again after a change of versions.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
import tomllib
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

LOCK_FILE = Path(__file__).with_name("kafka.jars.lock")
ENDPOINT = "org.apache.kafka:kafka_2.13:4.3.1+org.apache.logging.log4j:log4j-slf4j-impl:2.25.4!"
"""The `!` keeps the second coordinate from pulling in another kafka-clients."""
FETCHERS = 8
FIXED_TIME = 946_684_800
"""Modification time of every jar: Java's start-up cache refuses jars whose time has changed."""
LOCK_HEADER = """\
# The jars of Apache Kafka and of its log output: coordinates and SHA-256 of each.
# Made by `python -m local.jars lock`; whatever repository serves them, the bytes are compared.
"""


class JarsError(Exception):
    """A jar is missing and can't be fetched, or its bytes are not the locked ones."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked jar."""

    group: str
    artifact: str
    version: str
    packaging: str
    classifier: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where it lies in a Maven repository."""
        tail = f"-{self.classifier}" if self.classifier else ""
        name = f"{self.artifact}-{self.version}{tail}.{self.packaging}"
        return Path(*self.group.split("."), self.artifact, self.version, name)


def cache_folder() -> Path:
    """Where downloads live: AUFTAKT_CACHE_DIR, the checkout's `.cache/`, or the user's cache."""
    if given := os.environ.get("AUFTAKT_CACHE_DIR"):
        return Path(given).absolute()
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").exists():
        return checkout / ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "auftakt"


def locked(lock_file: Path = LOCK_FILE) -> list[Jar]:
    """The jars of the lock."""
    with lock_file.open("rb") as file:
        entries = tomllib.load(file)["dependencies"]
    return [
        Jar(
            entry["groupId"],
            entry["artifactId"],
            entry["version"],
            entry.get("packaging", "jar"),
            entry.get("classifier", ""),
            entry["sha256"],
        )
        for entry in entries
    ]


def lock_digest(lock_file: Path = LOCK_FILE) -> str:
    """A short digest that changes with any jar."""
    return hashlib.sha256(lock_file.read_bytes()).hexdigest()[:16]


def class_path(
    folder: Path | None = None,
    *,
    lock_file: Path = LOCK_FILE,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """All jars, present and verified; fetches the missing ones. Raises JarsError."""
    repository = (folder or cache_folder()) / "jars"
    jars = locked(lock_file)
    missing = [jar for jar in jars if not verified(jar, repository)]
    if missing:
        repository.mkdir(parents=True, exist_ok=True)
        with _file_lock(repository / "lock"):
            missing = [jar for jar in jars if not verified(jar, repository)]
            _fetch(missing, repository, progress)
    return [repository / jar.path for jar in jars]


def verified(jar: Jar, repository: Path) -> bool:
    """Whether the jar is there with the locked bytes."""
    path = repository / jar.path
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


def _fetch(jars: list[Jar], repository: Path, progress: Callable[[str], None]) -> None:
    """Fetch jars into a folder beside the repository; move in only what matches the lock."""
    if not jars:
        return
    progress(f"fetching {len(jars)} jars of Apache Kafka")
    with (
        tempfile.TemporaryDirectory(dir=repository, prefix="incoming-") as incoming,
        ThreadPoolExecutor(FETCHERS) as pool,
    ):
        fetched = pool.map(lambda jar: _download(jar, Path(incoming)), jars)
        for jar, path in zip(jars, fetched, strict=True):
            if not verified(jar, Path(incoming)):
                raise JarsError(
                    f"{jar.group}:{jar.artifact}:{jar.version} is not the locked file: its SHA-256 "
                    f"is not {jar.sha256}. Nothing was installed."
                )
            (repository / jar.path).parent.mkdir(parents=True, exist_ok=True)
            os.utime(path, (FIXED_TIME, FIXED_TIME))
            path.replace(repository / jar.path)
    progress("jars verified")


def _download(jar: Jar, incoming: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from jgo.maven import MavenContext

        context = MavenContext(repo_cache=incoming)
        artifact = (
            context.project(jar.group, jar.artifact)
            .at_version(jar.version)
            .artifact(jar.classifier, jar.packaging)
        )
        try:
            path = Path(artifact.resolve())
        except Exception as error:  # jgo raises whatever its HTTP client does
            raise JarsError(
                f"{jar.group}:{jar.artifact}:{jar.version} can't be fetched: {error}"
            ) from error
    if not path.exists():
        raise JarsError(f"{jar.group}:{jar.artifact}:{jar.version} can't be fetched")
    return path


@contextlib.contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    """One process at a time: a second `make setup` waits and then finds all done."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_lock(lock_file: Path = LOCK_FILE) -> int:
    """Resolve the wanted versions afresh and write the lock; returns the number of jars."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        import jgo
        from jgo.env import LockFile

        environment = jgo.build(ENDPOINT, cache_dir=Path(folder))
        entries = LockFile.load(Path(environment.path) / "jgo.lock.toml").dependencies
    lines = [LOCK_HEADER]
    for entry in sorted(entries, key=lambda e: (e.groupId, e.artifactId)):
        lines.append("[[dependencies]]")
        fields = ("groupId", "artifactId", "version", "packaging", "classifier", "sha256")
        lines += [f'{f} = "{getattr(entry, f)}"' for f in fields if getattr(entry, f)]
        lines.append("")
    lock_file.write_text("\n".join(lines), encoding="utf-8")
    return len(entries)


def main() -> int:
    """`python -m local.jars [lock]`."""
    if sys.argv[1:] == ["lock"]:
        print(f"{make_lock()} jars locked")
        return 0
    try:
        paths = class_path(progress=lambda line: print(f"  {line}", flush=True))
    except JarsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for left in (cache_folder() / "jars").glob("incoming-*"):
        shutil.rmtree(left, ignore_errors=True)
    print(f"  {len(paths)} jars verified")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
