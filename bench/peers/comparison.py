"""Medians, spreads and ratios of measurements."""
from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from peers import BY_NAME, OURS, Setting
from results import Measurement


@dataclass(frozen=True)
class Ratio:
    """Ratio of speed: the seconds of a peer divided by ours in the same round. Median, lowest and highest round."""

    value: float
    lowest: float
    highest: float
    rounds: int


class PeerResult:
    """The measurements of one peer at one setting, of all rounds."""

    def __init__(self, peer: str, measurements: list[Measurement]):
        self.peer = BY_NAME[peer]
        self.finished = [measurement for measurement in measurements if not measurement.error]
        self.failed = [measurement for measurement in measurements if measurement.error]

    def medians(self) -> dict[int, float]:
        """Returns the median seconds of each round."""
        return {measurement.round: median(measurement.seconds) for measurement in self.finished}

    def seconds(self) -> float:
        """Returns the median of the rounds' medians."""
        return median(self.medians().values())

    def spread(self) -> float:
        """Returns half the interquartile range of all measured runs, as a fraction of the median."""
        runs = sorted(seconds for measurement in self.finished for seconds in measurement.seconds)
        return (quantile(runs, 0.75) - quantile(runs, 0.25)) / 2 / self.seconds()

    def peak_bytes(self) -> int:
        return max(measurement.peak_bytes for measurement in self.finished)


class Row:
    """All peers at one setting."""

    def __init__(self, setting: Setting, measurements: list[Measurement]):
        self.setting = setting
        names = dict.fromkeys(measurement.peer for measurement in measurements)
        self.results = {
            name: PeerResult(name, [m for m in measurements if m.peer == name]) for name in names if name in BY_NAME
        }

    def finished(self, peer: str) -> PeerResult | None:
        """Returns the result of a peer, or None if it was not measured or failed."""
        result = self.results.get(peer)
        return result if result and result.finished else None

    def of_family(self, family: str) -> list[PeerResult]:
        return [r for r in self.results.values() if r.peer.family == family and r.finished]

    def fastest(self, family: str) -> PeerResult | None:
        return min(self.of_family(family), key=PeerResult.seconds, default=None)

    def ratio(self, family: str) -> Ratio | None:
        """Returns the ratio of the fastest peer of a family, over the rounds in which both were measured."""
        ours, other = self.finished(OURS), self.fastest(family)
        if ours is None or other is None:
            return None
        our_medians, other_medians = ours.medians(), other.medians()
        ratios = [other_medians[r] / our_medians[r] for r in sorted(our_medians.keys() & other_medians.keys())]
        return Ratio(median(ratios), min(ratios), max(ratios), len(ratios)) if ratios else None

    def memory_ratio(self) -> float | None:
        """Returns our peak memory divided by the lowest peak of all peers."""
        ours = self.finished(OURS)
        others = [r.peak_bytes() for r in self.results.values() if r.peer.name != OURS and r.finished]
        return ours.peak_bytes() / min(others) if ours and others else None


def rows(measurements: list[Measurement], settings_order: list[Setting]) -> list[Row]:
    """Groups measurements by setting, in the given order; settings without measurements are omitted."""
    grouped: dict[Setting, list[Measurement]] = {}
    for measurement in measurements:
        grouped.setdefault(measurement.setting, []).append(measurement)
    return [Row(setting, grouped[setting]) for setting in settings_order if setting in grouped]


def quantile(ordered: list[float], fraction: float) -> float:
    """Returns a quantile with linear interpolation, as NumPy does by default."""
    position = (len(ordered) - 1) * fraction
    lower = int(position)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (ordered[upper] - ordered[lower]) * (position - lower)
