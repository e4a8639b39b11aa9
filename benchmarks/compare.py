"""Say what the last version lost against the one before: `python -m benchmarks.compare`.

Versions may be named; they are those of benchmarks/history.csv. Ends with 1 when something was
lost or is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.harness import history
from benchmarks.run import HOME


def main() -> None:
    """Compare two versions of the history."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("versions", nargs="*", help="two commits, the older first")
    parser.add_argument("--history", type=Path, default=HOME / "history.csv")
    arguments = parser.parse_args()
    if not arguments.history.exists():
        sys.exit(f"{arguments.history}: no such file; `make bench` begins it.")
    try:
        versions = history.read(arguments.history)
    except ValueError as error:
        sys.exit(str(error))
    names = arguments.versions or list(versions)[-2:]
    missing = [name for name in names if name not in versions]
    if len(names) != 2 or missing:
        known = ", ".join(versions)
        sys.exit(f"Two versions are needed; the history has {known or 'none'}.")
    changes = history.compare(*(versions[name] for name in names))
    print(f"{names[0]} → {names[1]}")
    for change in changes:
        print(change)
    if not changes:
        print("nothing lost, nothing won")
    sys.exit(any(change.verdict != "won" for change in changes))


if __name__ == "__main__":
    main()
