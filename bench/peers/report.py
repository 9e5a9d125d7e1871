"""The generated part of docs/performance.md."""
from __future__ import annotations

import math
import re
from pathlib import Path

from comparison import PeerResult, Row, rows
from errors import PeersError
from peers import MODES, NETWORKS, OPTIMIZERS, OURS, PEERS, Limits, Setting
from results import Results, Run

BEGIN = "<!-- begin: written by bench/peers -->"
END = "<!-- end: written by bench/peers -->"
FAMILIES = tuple(dict.fromkeys(peer.family for peer in PEERS if peer.name != OURS))
MEGABYTE = 1 << 20


def sections(results: Results, limits: Limits) -> str:
    """Returns conditions and tables of all measurements with these limits, as Markdown."""
    measurements = results.with_limits(limits)
    parts = [conditions(results.runs, limits)]
    batches = sorted({measurement.setting.batch for measurement in measurements})
    for mode in MODES:
        for optimizer in OPTIMIZERS if mode == "train" else ("",):
            order = [Setting(mode, optimizer, network, batch) for network in NETWORKS for batch in batches]
            found = rows(measurements, order)
            if found:
                parts.append(section(title(mode, optimizer), mode, found))
    return "\n\n".join(parts)


def title(mode: str, optimizer: str) -> str:
    names = {"": "", "adam": " (Adam)", "sgd": " (SGD)"}
    return ("Forward pass" if mode == "forward" else "Training step") + names[optimizer]


def section(heading: str, mode: str, found: list[Row]) -> str:
    """Returns the tables of one mode. The first column of each is the network, the second the batch size."""
    columns = [peer for peer in PEERS if mode in peer.modes]
    families = [family for family in FAMILIES if any(peer.family == family for peer in columns)]
    titles = [peer.title for peer in columns]
    return "\n\n".join([
        f"### {heading}",
        "Ratio of speed to the fastest variant of each framework; above 1, Blockwright is faster. In brackets, with "
        "several rounds: the lowest and the highest.",
        table(["network", "batch size", *families], [[*names(row), *(ratio(row, f) for f in families)] for row in found]),
        "Seconds: the median, and half the interquartile range in percent.",
        table(["network", "batch size", *titles], [[*names(row), *(seconds(row, p.name) for p in columns)] for row in found]),
        "Peak resident memory of the process in MB, and ours divided by the lowest of the others.",
        table(["network", "batch size", *titles, "ratio"],
              [[*names(row), *(memory(row, p.name) for p in columns), memory_ratio(row)] for row in found]),
    ])


def names(row: Row) -> tuple[str, str]:
    return row.setting.network, str(row.setting.batch)


def table(header: list[str], lines: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, ["---"] * len(header), *lines])


def ratio(row: Row, family: str) -> str:
    value = row.ratio(family)
    if value is None:
        return "-"
    rounds = f" ({value.lowest:.2f} to {value.highest:.2f})" if value.rounds > 1 else ""
    variants = sum(peer.family == family and row.setting.mode in peer.modes for peer in PEERS)
    fastest = row.fastest(family)
    variant = f" {fastest.peer.variant}" if variants > 1 else ""
    return f"{value.value:.2f}{rounds}{variant}"


def seconds(row: Row, peer: str) -> str:
    result = row.finished(peer)
    if result is None:
        return missing(row, peer)
    return f"{significant(result.seconds())} ±{100 * result.spread():.0f} %"


def significant(value: float) -> str:
    """Returns a number with three significant digits, without an exponent."""
    decimals = max(0, 2 - math.floor(math.log10(value)))
    return f"{value:.{decimals}f}"


def memory(row: Row, peer: str) -> str:
    result = row.finished(peer)
    return f"{result.peak_bytes() // MEGABYTE:,}" if result else missing(row, peer)


def missing(row: Row, peer: str) -> str:
    result: PeerResult | None = row.results.get(peer)
    return "failed" if result else "-"


def memory_ratio(row: Row) -> str:
    value = row.memory_ratio()
    return "-" if value is None else f"{value:.2f}"


def conditions(runs: list[Run], limits: Limits) -> str:
    """Returns machine, versions, dates and commands, of the last call and of those that differ from it."""
    if not runs:
        return ""
    last = runs[-1]
    dates = sorted({run.date[:10] for run in runs})
    values = {
        "date": dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}",
        **last.conditions,
        "threads": str(limits.threads),
        "input": f"{limits.size}x{limits.size}x3, 1000 classes",
        "runs": f"{limits.repetitions} measured after {limits.warm_up} warm-up runs, or {limits.max_seconds:g} s "
                "of each kind, but at least 3 and 2",
    }
    rows_of_table = [[key, text] for key, text in values.items()]
    commands = "\n".join(dict.fromkeys(run.command for run in runs))
    return table(["condition", "value"], rows_of_table) + f"\n\n```sh\n{commands}\n```"


def replace_between_markers(text: str, generated: str, file: Path) -> str:
    """Returns the text of a page with another generated part."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise PeersError(f"{file} must contain the lines \"{BEGIN}\" and \"{END}\" once each, in this order. "
                         "Restore them, or use --no-page.")
    pattern = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.DOTALL)
    return pattern.sub(lambda match: f"{BEGIN}\n\n{generated}\n\n{END}", text)


def write_page(file: Path, generated: str) -> None:
    if not file.exists():
        raise PeersError(f"{file} does not exist. Choose an existing page with --page, or use --no-page.")
    text = file.read_text(encoding="utf-8")
    file.write_text(replace_between_markers(text, generated, file), encoding="utf-8")
