"""Measurements in a file with one JSON object per line."""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from errors import PeersError
from peers import Limits, Setting


@dataclass(frozen=True)
class Measurement:
    """One process of one peer.

    seconds: measured runs in order; first_seconds: the first warm-up run; error: empty, or the last lines of a peer
    that failed; details: other values that the peer reports, such as the executor.
    """

    setting: Setting
    limits: Limits
    peer: str
    round: int
    date: str
    seconds: list[float] = field(default_factory=list)
    first_seconds: float = 0.0
    peak_bytes: int = 0
    parameters: int = 0
    error: str = ""
    details: dict = field(default_factory=dict)

    def key(self) -> tuple:
        return (self.setting, self.limits, self.peer, self.round)


@dataclass(frozen=True)
class Run:
    """One call of the command, with the machine and the versions."""

    command: str
    date: str
    conditions: dict


class Results:
    """The file: finished measurements by key, the last one of a key, and all calls of the command."""

    def __init__(self, file: Path):
        self.file = file
        self.measurements: dict[tuple, Measurement] = {}
        self.runs: list[Run] = []
        if file.exists():
            self._read()

    def _read(self) -> None:
        for number, line in enumerate(self.file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                self._add(parse(line))
            except (ValueError, KeyError, TypeError) as e:
                raise PeersError(f"{self.file}, line {number}: not a measurement ({e}). Remove the line, or "
                                 "start a new file with --fresh.") from e

    def _add(self, entry: Measurement | Run) -> None:
        if isinstance(entry, Run):
            self.runs.append(entry)
        else:
            self.measurements[entry.key()] = entry

    def append(self, entry: Measurement | Run) -> None:
        """Adds an entry, also to the file."""
        self._add(entry)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as output:
            output.write(json.dumps(asdict(entry)) + "\n")

    def is_finished(self, key: tuple) -> bool:
        return key in self.measurements and not self.measurements[key].error

    def with_limits(self, limits: Limits) -> list[Measurement]:
        return [measurement for measurement in self.measurements.values() if measurement.limits == limits]


def parse(line: str) -> Measurement | Run:
    entry = json.loads(line)
    if "command" in entry:
        return Run(**entry)
    return Measurement(**{**entry, "setting": Setting(**entry["setting"]), "limits": Limits(**entry["limits"])})
