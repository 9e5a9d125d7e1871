"""Repeated runs of an operation, and the peak memory of this process. Used by the worker programs."""
from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Callable

# As in Blockwright's own `bench`: the limit of time does not reduce the runs below these numbers.
MIN_WARM_UP = 2
MIN_MEASURED = 3


def read_request() -> dict:
    """Returns what the worker has to measure: the JSON object that is its only argument."""
    return json.loads(sys.argv[1])


def measure(run: Callable[[], object], request: dict) -> dict:
    """Runs an operation repeatedly and returns its durations in seconds, without the warm-up runs."""
    limit = request["max_seconds"]
    warm_up = repeat(run, request["warm_up"], MIN_WARM_UP, limit)
    seconds = repeat(run, request["repetitions"], MIN_MEASURED, limit)
    return {"first_seconds": warm_up[0], "seconds": seconds}


def repeat(run: Callable[[], object], count: int, minimum: int, limit: float) -> list[float]:
    durations: list[float] = []
    while len(durations) < count and (len(durations) < minimum or sum(durations) < limit):
        start = time.perf_counter()
        run()
        durations.append(time.perf_counter() - start)
    return durations


def peak_bytes() -> int:
    """Returns the peak resident memory of this process in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def report(result: dict) -> None:
    """Prints a result as the last line of stdout, where the main program reads it."""
    sys.stdout.flush()
    print(json.dumps(result), flush=True)
