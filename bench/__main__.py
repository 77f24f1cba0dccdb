"""`make bench`: measure the promises, print them, write bench/results.json."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bench import million, rebuild, registrations, relay, report, scans
from bench.result import BenchResult, write_results
from tests.stack import running_stack

RESULTS = Path(__file__).with_name("results.json")


async def measure(folder: Path) -> list[BenchResult]:
    """All benches, one after the other: they'd disturb each other side by side."""
    results: list[BenchResult] = []

    def note(result: BenchResult) -> None:
        results.append(result)
        ratio = f" (ratio {result.ratio:.2f})" if result.ratio is not None else ""
        mark = "holds" if result.holds else "DOES NOT HOLD"
        print(f"{result.name}: {result.value:,.1f} {result.unit}{ratio}; {result.target}: {mark}")

    note(await report.bench())
    note(await relay.bench(folder / "relay"))
    note(await rebuild.bench(folder / "rebuild"))
    note(await million.bench(folder / "million"))
    with running_stack(folder / "stack") as stack:
        note(await scans.bench(stack))
        for result in await registrations.bench(stack):
            note(result)
    return results


def main() -> int:
    """0 when every promise holds."""
    with tempfile.TemporaryDirectory(prefix="auftakt-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("relay", "rebuild", "million"):
            (folder / part).mkdir(mode=0o755)
        results = asyncio.run(measure(folder))
    write_results(results, RESULTS)
    return 0 if all(result.holds for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
