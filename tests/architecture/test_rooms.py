"""Every slice has the same rooms, and each room knows only what it may (ARCHITECTURE.md).

import-linter (`make check`) holds the directions between packages; what only a list of allowed
imports can say stands here.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = ("domain.py", "domain/**/*.py")
"""A domain is a module, or a package where there is more to decide."""


def rooms(*patterns: str) -> list[Path]:
    """Modules of all services that a pattern names."""
    found = {path for pattern in patterns for path in (ROOT / "services").rglob(pattern)}
    return sorted(path.relative_to(ROOT) for path in found)


PURE_ROOMS = rooms(*DOMAINS, "errors.py", "errors/**/*.py")
ALLOWED = ("shared.errors", "shared.ids")


def imports(source: str) -> Iterator[str]:
    """Every module that a source imports, with `from package import name` as package.name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_pure(module: str) -> bool:
    """Standard library, another domain module, or what the pure rooms share."""
    parts = module.split(".")
    if parts[0] == "services":
        return "domain" in parts or "errors" in parts
    return parts[0] in sys.stdlib_module_names or module.startswith(ALLOWED)


@pytest.mark.parametrize("path", PURE_ROOMS, ids=str)
def test_decisions_and_refusals_know_only_the_standard_library(path: Path) -> None:
    """No I/O, no framework, no clock: a decision can be read and tested by itself."""
    source = (ROOT / path).read_text()
    assert [module for module in imports(source) if not is_pure(module)] == []


@pytest.mark.parametrize("path", rooms(*DOMAINS), ids=str)
def test_decisions_do_not_wait_and_do_not_look_at_the_clock(path: Path) -> None:
    """The instant is passed in; nothing in a domain is asynchronous."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        assert not isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncWith | ast.AsyncFor)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"now", "utcnow", "today", "uuid4", "token_bytes"}


def test_a_domain_that_is_a_package_is_covered_whole() -> None:
    """The checks above see every module of it."""
    package = ROOT / "services" / "registration" / "bookings" / "domain"
    modules = {path.relative_to(ROOT) for path in package.rglob("*.py")}
    assert len(modules) > 1
    assert modules <= set(rooms(*DOMAINS)) & set(PURE_ROOMS)


def test_an_impure_import_would_be_noticed() -> None:
    """The check can fail."""
    source = "import asyncpg\nfrom shared.database import pool\nimport enum\n"
    assert [m for m in imports(source) if not is_pure(m)] == ["asyncpg", "shared.database.pool"]
