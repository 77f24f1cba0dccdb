"""docs/promises.md names proofs that exist."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINE = re.compile(r"^\| (?P<promise>[^|]+) \| (?P<proof>[^|]+) \|$")
HEADINGS = frozenset({"promise", "---"})


def promises() -> list[tuple[str, str]]:
    """Every promise with its proof."""
    text = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    found = [match for line in text.splitlines() if (match := LINE.match(line))]
    return [(m["promise"], m["proof"]) for m in found if m["promise"] not in HEADINGS]


@functools.cache
def defined_in(path: Path) -> set[str]:
    """Names of the tests (and classes of tests) in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


@pytest.mark.parametrize(("promise", "proof"), promises())
def test_every_promise_has_a_proof_that_exists(promise: str, proof: str) -> None:
    """A promise without proof is not kept."""
    name, _, test = proof.partition("::")
    path = ROOT / name if name.startswith("bench/") else ROOT / "tests" / name
    assert path.is_file(), f"{promise}: no file {name}"
    assert not test or test in defined_in(path), f"{promise}: no {test} in {name}"
    assert test or name.startswith("bench/"), f"{promise}: names no test"


def test_there_are_promises() -> None:
    """The table above is read at all."""
    assert len(promises()) > 100
