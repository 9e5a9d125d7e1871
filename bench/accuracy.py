"""Trains the networks of README's table of accuracies, several seeds each, and prints the table.

Each experiment is one command of Blockwright. Finished runs are kept in bench/target/accuracy and
not repeated, so that an interrupted program can be started again.
"""
import argparse
import json
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANIMALS = "--data {data}/cats-dogs/train --test {data}/cats-dogs/test"
XRAYS = r"--data {data}/xray --split 8:1:1 --group-by '^(\d{{8}})_'"
VGG16 = "vgg16-imagenet-notop-onnx"
MOBILENET = "mobilenet-imagenet-tf"
MOBILENETV2 = "mobilenetv2-imagenet-160-to-block_13_depthwise"


@dataclass(frozen=True)
class Experiment:
    """One row: `network` gives the network and its weights, `data` the images."""
    name: str
    network: str
    data: str

    def arguments(self, data: str) -> str:
        return f"train {self.network} {self.data.format(data=data)}"


EXPERIMENTS = [
    Experiment("cats-dogs-mobilenet", f"--model mobilenet --cut conv_pw_12_relu --weights {MOBILENET} --freeze '*'", ANIMALS),
    Experiment("cats-dogs-mobilenetv2", f"--model mobilenetv2 --cut block_12_add --input 160x160x3 --weights {MOBILENETV2} --freeze '*'",
               ANIMALS),
    Experiment("cats-dogs-vgg16", f"--model vgg16 --cut block5_pool --weights {VGG16} --freeze '*'", ANIMALS),
    Experiment("cats-dogs-vgg16-fc", f"--model vgg16 --weights {VGG16} --freeze '*' --epochs 1", ANIMALS),
    Experiment("xray-mobilenet", f"--model mobilenet --cut conv_pw_12_relu --weights {MOBILENET} --freeze '*'", XRAYS),
    Experiment("xray-vgg16", f"--model vgg16 --cut block5_pool --weights {VGG16} --freeze '*'", XRAYS),
    Experiment("xray-vgg16-gray-sum",
               f"--model vgg16 --cut block5_pool --input 224x224x1 --weights {VGG16} --gray-kernel sum --freeze '*'", XRAYS),
    Experiment("xray-vgg16-gray-luma",
               f"--model vgg16 --cut block5_pool --input 224x224x1 --weights {VGG16} --gray-kernel luma --freeze '*'", XRAYS),
    Experiment("cats-dogs-vgg16-gray-sum",
               f"--model vgg16 --cut block5_pool --input 224x224x1 --weights {VGG16} --gray-kernel sum --freeze '*'", ANIMALS),
    Experiment("cats-dogs-vgg16-gray-luma",
               f"--model vgg16 --cut block5_pool --input 224x224x1 --weights {VGG16} --gray-kernel luma --freeze '*'", ANIMALS),
]


@dataclass(frozen=True)
class Interval:
    """A metric with its 95 % interval."""
    value: float
    low: float
    high: float

    @staticmethod
    def read(metric: dict) -> "Interval":
        low, high = metric["wilson"] or metric["bootstrap"]
        return Interval(metric["value"], low, high)

    @staticmethod
    def mean(intervals: list) -> "Interval":
        """The means of the values and of the limits. The test images of the seeds may be the same, so the
        interval of the mean is not narrower than that of one run."""
        count = len(intervals)
        return Interval(sum(i.value for i in intervals) / count, sum(i.low for i in intervals) / count, sum(i.high for i in intervals) / count)

    def __str__(self) -> str:
        return f"{self.value:.4f} [{self.low:.4f}, {self.high:.4f}]"


def run(experiment: Experiment, seed: int, folder: Path, options: argparse.Namespace) -> int:
    """Runs one command and returns its exit code. A run without metrics is not complete and starts again."""
    arguments = f"{experiment.arguments(options.data)} --seed {seed} --out {shlex.quote(str(folder))}"
    command = shlex.split(options.command) + shlex.split(arguments)
    print("running:", shlex.join(command), file=sys.stderr, flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.log", "w", encoding="utf-8") as log:
        return subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL).returncode


def seconds(folder: Path) -> str:
    for line in (folder / "run.yaml").read_text(encoding="utf-8").splitlines():
        if line.strip().startswith("training seconds:"):
            return line.split('"')[1]
    return "?"


def epochs(folder: Path) -> int:
    return len((folder / "history.csv").read_text(encoding="utf-8").splitlines()) - 1


def row(experiment: Experiment, folders: list) -> str:
    """A row of the table: means over the runs, and the accuracy of each run."""
    metrics = [json.loads((f / "metrics.json").read_text(encoding="utf-8"))["test"] for f in folders]
    accuracies = [Interval.read(m["accuracy"]) for m in metrics]
    balanced = [Interval.read(m["balanced_accuracy"]) for m in metrics]
    return (f"| {experiment.name} | {Interval.mean(accuracies)} | {', '.join(f'{a.value:.4f}' for a in accuracies)} "
            f"| {Interval.mean(balanced)} | {', '.join(str(epochs(f)) for f in folders)} "
            f"| {', '.join(seconds(f) for f in folders)} |")


def table(experiments: list, seeds: list, out: Path) -> str:
    lines = ["| experiment | test accuracy, mean of the runs | runs | balanced accuracy | epochs | training seconds |",
             "| --- | --- | --- | --- | --- | --- |"]
    for experiment in experiments:
        folders = [folder_of(out, experiment, seed) for seed in seeds]
        folders = [f for f in folders if complete(f)]
        if folders:
            lines.append(row(experiment, folders))
    return "\n".join(lines)


def folder_of(out: Path, experiment: Experiment, seed: int) -> Path:
    return out / f"{experiment.name}-seed{seed}"


def complete(folder: Path) -> bool:
    return (folder / "metrics.json").is_file()


def parse(arguments: list) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="accuracy.py", description=__doc__)
    parser.add_argument("--data", required=True, help="folder with cats-dogs/train, cats-dogs/test and xray")
    parser.add_argument("--seeds", default="1,2,3", help="default: 1,2,3")
    parser.add_argument("--only", default="", help="names of experiments, separated by commas; default: all")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "target" / "accuracy", help="folder of the runs")
    parser.add_argument("--command", default=str(ROOT / "blockwright"), help="how Blockwright is started")
    parser.add_argument("--print", action="store_true", help="print the table of finished runs, or with no run the commands")
    options = parser.parse_args(arguments)
    options.seeds = [int(seed) for seed in options.seeds.split(",")]
    names = [n for n in options.only.split(",") if n]
    unknown = set(names) - {e.name for e in EXPERIMENTS}
    if unknown:
        parser.error(f"unknown experiment {', '.join(sorted(unknown))}. Experiments: {', '.join(e.name for e in EXPERIMENTS)}")
    options.experiments = [e for e in EXPERIMENTS if not names or e.name in names]
    return options


def main(arguments: list) -> int:
    options = parse(arguments)
    failed = 0
    # All experiments with one seed first: an interrupted program then has some result of each.
    for seed in [] if options.print else options.seeds:
        for experiment in options.experiments:
            folder = folder_of(options.out, experiment, seed)
            if not complete(folder) and run(experiment, seed, folder, options) != 0:
                failed += 1
                print(f"{experiment.name}, seed {seed}, failed; its output is in {folder}.log", file=sys.stderr)
    for experiment in options.experiments:
        print(f"{experiment.name}: blockwright {experiment.arguments('.')}")
    print()
    print(table(options.experiments, options.seeds, options.out))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
