"""One command in a process of its own: how long it took, and the most memory it held."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
# Starting, reading and writing come on top of a search's own limit.
GRACE = 180.0


@dataclass(frozen=True)
class Ran:
    """What came of a command.

    peak
        The most memory the process held, in MB (10^6 bytes).
    killed
        Whether it was ended because it did not end by itself.
    """

    code: int
    out: str
    err: str
    seconds: float
    peak: float
    killed: bool = False

    @property
    def why(self) -> str:
        """The last line it wrote, for a note on what went wrong."""
        lines = [line.strip() for line in (self.err or self.out).splitlines() if line.strip()]
        return lines[-1][:200] if lines else f"exit code {self.code}"


def run(command: Sequence[str | Path], limit: float, *, cwd: Path = ROOT) -> Ran:
    """Run a command to its end, or until its limit and some grace are over.

    Raises
    ------
    OSError
        When it cannot be started.
    """
    environment = dict(os.environ)
    # The tree that the harness stands in is what is measured, wherever it is installed.
    environment["PYTHONPATH"] = os.pathsep.join(
        [str(ROOT), *filter(None, [environment.get("PYTHONPATH")])]
    )
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=cwd,
            env=environment,
            start_new_session=True,
        )
        late = threading.Event()

        def end() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit + GRACE, end)
        timer.start()
        try:
            # wait4 tells the peak of this very process; resource.getrusage that of all so far.
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            # In a session of its own it hears no Ctrl-C, and would slow down all runs to come.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            timer.cancel()
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said, complained = _text(out), _text(err)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = usage.ru_maxrss * unit / 1e6
    return Ran(process.returncode, said, complained, seconds, peak, late.is_set())


def without_paths(text: str) -> str:
    """A text with its absolute paths cut to their last names: results are published."""
    return re.sub(r"(?<![\w./])/(?:[^\s/:'\"]+/)+", "", text)


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", errors="replace")
