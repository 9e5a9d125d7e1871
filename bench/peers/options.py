"""The options of the command."""
from __future__ import annotations

import argparse
from pathlib import Path

from environment import HERE
from machine import available_cores
from peers import MODES, NETWORKS, OPTIMIZERS, PEERS

ROOT = HERE.parent.parent
EXAMPLE = """\
example:
  python3 bench/peers --mode forward
  python3 bench/peers --mode train --optimizer adam --networks mobilenet,resnet50,vgg16 --batches 8

Finished measurements are in the file of --results and are not repeated, so that an interrupted command can be
continued. Run it with nothing else running on the machine.
"""


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 bench/peers",
        description="Compares the speed and memory of Blockwright with Keras, PyTorch and ONNX Runtime, and writes tables "
                    "into docs/performance.md. Creates the Python environment of the frameworks on first use.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    directory = HERE.parent / "target" / "peers"
    add = parser.add_argument
    add("--mode", choices=MODES, default="forward", help="forward pass or training step (default %(default)s)")
    add("--optimizer", choices=OPTIMIZERS, default="adam", help="optimizer of the training step (default %(default)s)")
    add("--networks", type=names(NETWORKS), default=list(NETWORKS), metavar="NAME,...",
        help=f"networks (default all: {', '.join(NETWORKS)})")
    add("--batches", type=positive_integers, default=[1, 8, 32], metavar="N,...", help="batch sizes (default 1,8,32)")
    peer_names = [peer.name for peer in PEERS]
    add("--peers", type=names(peer_names), default=peer_names, metavar="NAME,...",
        help=f"peers (default all: {', '.join(peer_names)})")
    add("--rounds", type=positive_integer, default=3, metavar="N",
        help="rounds; in each every peer runs once in a process of its own (default %(default)s)")
    add("--repetitions", type=positive_integer, default=20, metavar="N", help="measured runs per process (default %(default)s)")
    add("--warm-up", type=positive_integer, default=5, metavar="N", help="runs before them (default %(default)s)")
    add("--max-seconds", type=positive_number, default=10, metavar="X",
        help="stop warm-up and measured runs after this time, but not before 2 and 3 runs (default %(default)s)")
    add("--timeout", type=positive_number, default=1800, metavar="X", help="seconds after which a process is ended (default %(default)s)")
    add("--threads", type=positive_integer, default=available_cores(), metavar="N", help="threads of every peer (default: one per core)")
    add("--size", type=positive_integer, default=224, metavar="N", help="height and width of the images (default %(default)s)")
    add("--results", type=Path, default=directory / "results.jsonl", metavar="FILE",
        help="raw results, one JSON object per line (default bench/target/peers/results.jsonl)")
    add("--fresh", action="store_true", help="start a new file of results; the previous one is renamed to FILE.old")
    add("--page", type=Path, default=ROOT / "docs" / "performance.md", metavar="FILE",
        help="page into which the tables are written (default docs/performance.md)")
    add("--no-page", action="store_true", help="print the tables and write no page")
    add("--directory", type=Path, default=directory, metavar="DIR",
        help="directory of the Python environment and the networks (default bench/target/peers)")
    return parser.parse_args(arguments)


def names(known: tuple[str, ...] | list[str]):
    def parse_names(text: str) -> list[str]:
        given = text.split(",")
        unknown = [name for name in given if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"unknown name \"{unknown[0]}\": use {', '.join(known)}")
        return [name for name in known if name in given]
    return parse_names


def positive_integer(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"\"{text}\" is not a whole number of at least 1")
    return int(text)


def positive_integers(text: str) -> list[int]:
    return sorted({positive_integer(part) for part in text.split(",")})


def positive_number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"\"{text}\" is not a positive number")
    return number
