"""Repeats the article's experiments on chest x-rays: builds the dataset with `data covidx` from the sources at hand,
trains each network with several seeds, and prints recall, precision and F1 of each class with 95 % intervals.

Patients stay in one subset. Finished steps are kept in bench/target/article-xrays and not repeated, so that an
interrupted program can be started again. Pretrained weights must be in the cache, see `blockwright weights import`.
"""
import argparse
import json
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ["ieee8023", "figure1", "actualmed", "radiography"]
METRICS = ["recall", "precision", "f1"]
# As in the article: batches of 32, at most 10 epochs.
COMMON = "--batch-size 32 --epochs 10"


@dataclass(frozen=True)
class Experiment:
    name: str
    network: str


EXPERIMENTS = [
    Experiment("mobilenet", "--model mobilenet --cut conv_pw_12_relu --weights mobilenet-imagenet-tf --freeze '*'"),
    Experiment("vgg16", "--model vgg16 --cut block5_pool --weights vgg16-imagenet-notop-onnx --freeze '*'"),
    Experiment("resnet50", "--model resnet50 --weights imagenet --freeze '*'"),
    Experiment("covidnet-prototype", "--model covidnet-prototype"),
    Experiment("xcovidnet", "--model xcovidnet"),
]


class Failed(Exception):
    pass


def call(command: str, arguments: list, log: Path) -> None:
    words = shlex.split(command) + [str(a) for a in arguments]
    print("running:", shlex.join(words), file=sys.stderr, flush=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w", encoding="utf-8") as out:
        if subprocess.run(words, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL).returncode != 0:
            raise Failed(f"failed; its output is in {log}")


def build(options: argparse.Namespace) -> Path:
    """The dataset. The command changes nothing if it is complete."""
    folder = options.out / "covidx"
    sources = [word for s in SOURCES if (options.data / s).is_dir() for word in (f"--{s}", options.data / s)]
    if not sources:
        raise Failed(f"{options.data} has none of the folders {', '.join(SOURCES)}")
    call(options.command, ["data", "covidx", *sources, "-o", folder, *shlex.split(options.build)], options.out / "covidx.log")
    return folder


def train(experiment: Experiment, seed: int, data: Path, options: argparse.Namespace) -> None:
    """One run; a run without metrics is not complete and starts again."""
    folder = run_folder(experiment, seed, options.out)
    if (folder / "metrics.json").is_file():
        return
    subsets = ["--data", data / "train", "--validation", data / "validation", "--test", data / "test"]
    call(options.command, ["train", *shlex.split(f"{experiment.network} {COMMON}"), *subsets, "--seed", seed, "--out", folder],
         Path(f"{folder}.log"))


def run_folder(experiment: Experiment, seed: int, out: Path) -> Path:
    return out / f"{experiment.name}-seed{seed}"


def interval(metric) -> str:
    """A metric with its interval; n/a if it is undefined."""
    if metric is None or metric["value"] is None:
        return "n/a"
    limits = metric["wilson"] or metric["bootstrap"]
    return f"{metric['value']:.3f}" + (f" [{limits[0]:.3f}, {limits[1]:.3f}]" if limits else "")


def rows(found: list) -> list:
    lines = [f"| network | seed | class | images | {' | '.join(METRICS)} |", "| --- | --- | --- | --- |" + " --- |" * len(METRICS)]
    for experiment, seed, folder in found:
        test = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["test"]
        for each in test["classes"]:
            values = " | ".join(interval(each[m]) for m in METRICS)
            lines.append(f"| {experiment.name} | {seed} | {each['name']} | {each['support']} | {values} |")
    return lines


def parse(arguments: list) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="article_xrays.py", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help=f"folder with some of the folders {', '.join(SOURCES)}")
    parser.add_argument("--build", default="", help="more options of data covidx, such as '--views PA'")
    parser.add_argument("--seeds", default="1,2,3", help="seeds of the training; the split is the same")
    parser.add_argument("--only", default="", help="names of networks, separated by commas; default: all")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "target" / "article-xrays", help="folder of the dataset and the runs")
    parser.add_argument("--command", default=str(ROOT / "blockwright"), help="how Blockwright is started")
    options = parser.parse_args(arguments)
    options.seeds = [int(seed) for seed in options.seeds.split(",")]
    names = [n for n in options.only.split(",") if n]
    unknown = set(names) - {e.name for e in EXPERIMENTS}
    if unknown:
        parser.error(f"unknown network {', '.join(sorted(unknown))}. Networks: {', '.join(e.name for e in EXPERIMENTS)}")
    options.experiments = [e for e in EXPERIMENTS if not names or e.name in names]
    return options


def main(arguments: list) -> int:
    options = parse(arguments)
    try:
        data = build(options)
    except Failed as e:
        sys.exit(f"the dataset: {e}")
    failed = 0
    # All networks with one seed first: an interrupted program then has some result of each.
    for seed in options.seeds:
        for experiment in options.experiments:
            try:
                train(experiment, seed, data, options)
            except Failed as e:
                failed += 1
                print(f"{experiment.name}, seed {seed}: {e}", file=sys.stderr)
    found = [(e, s, run_folder(e, s, options.out)) for e in options.experiments for s in options.seeds]
    print("\n".join(rows([f for f in found if (f[2] / "metrics.json").is_file()])))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
