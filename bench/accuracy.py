"""Trains the networks of README's table of accuracies, several seeds each, and prints the table.

Each experiment is one command of Blockwright. Finished runs are kept in bench/target/accuracy and
not repeated, so that an interrupted program can be started again. The weights must be in the cache,
see `blockwright weights import`.
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
BEGIN = "<!-- begin: written by bench/accuracy.py -->"
END = "<!-- end: written by bench/accuracy.py -->"
MOBILENETV2 = "mobilenetv2-imagenet-160-to-block_13_depthwise"


@dataclass(frozen=True)
class Experiment:
    """One row: `network` gives the network and its weights, `data` the images; `title` and `trained` are for README."""
    name: str
    title: str
    trained: str
    network: str
    data: str

    def arguments(self, data: str) -> str:
        return f"train {self.network} {self.data.format(data=data)}"

    def shown_command(self) -> str:
        return "./blockwright " + self.arguments("").replace(" /", " ")

    def dataset(self) -> str:
        return "chest x-rays" if self.data == XRAYS else "cats and dogs"


def vgg16(options: str = "") -> str:
    return f"--model vgg16 --cut block5_pool{options} --weights {VGG16} --freeze '*'"


def gray_vgg16(mode: str) -> str:
    return vgg16(" --input 224x224x1") + f" --gray-kernel {mode}"


MOBILENET_CUT = f"--model mobilenet --cut conv_pw_12_relu --weights {MOBILENET} --freeze '*'"

EXPERIMENTS = [
    Experiment("cats-dogs-vgg16", "vgg16, all five blocks frozen", "head: global average", vgg16(), ANIMALS),
    Experiment("cats-dogs-vgg16-fc", "vgg16, all five blocks frozen", "head: 4096-4096, one epoch as in the article",
               f"--model vgg16 --weights {VGG16} --freeze '*' --epochs 1", ANIMALS),
    Experiment("cats-dogs-vgg16-gray-sum", "vgg16 with one input channel, exact sum of the first kernel", "head: global average",
               gray_vgg16("sum"), ANIMALS),
    Experiment("cats-dogs-vgg16-gray-luma", "vgg16 with one input channel, the article's luma weights", "head: global average",
               gray_vgg16("luma"), ANIMALS),
    Experiment("cats-dogs-mobilenet", "mobilenet up to `conv_pw_12_relu`", "head: global average", MOBILENET_CUT, ANIMALS),
    Experiment("cats-dogs-mobilenetv2", "mobilenetv2 up to `block_12_add`, 160x160", "head: global average",
               f"--model mobilenetv2 --cut block_12_add --input 160x160x3 --weights {MOBILENETV2} --freeze '*'", ANIMALS),
    Experiment("xray-mobilenet", "mobilenet up to `conv_pw_12_relu`", "head: global average", MOBILENET_CUT, XRAYS),
    Experiment("xray-vgg16", "vgg16, all five blocks frozen", "head: global average", vgg16(), XRAYS),
    Experiment("xray-vgg16-gray-sum", "the same with one input channel, exact sum of the first kernel", "head: global average",
               gray_vgg16("sum"), XRAYS),
    Experiment("xray-vgg16-gray-luma", "the same with one input channel, the article's luma weights", "head: global average",
               gray_vgg16("luma"), XRAYS),
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

    def text(self, digits: int) -> str:
        return f"{self.value:.{digits}f} [{self.low:.{digits}f}, {self.high:.{digits}f}]"


def run(experiment: Experiment, seed: int, folder: Path, options: argparse.Namespace) -> int:
    """Runs one command and returns its exit code. A run without metrics is not complete and starts again."""
    arguments = f"{experiment.arguments(options.data)} --seed {seed} --out {shlex.quote(str(folder))}"
    command = shlex.split(options.command) + shlex.split(arguments)
    print("running:", shlex.join(command), file=sys.stderr, flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.log", "w", encoding="utf-8") as log:
        return subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL).returncode


def epochs(folder: Path) -> int:
    return len((folder / "history.csv").read_text(encoding="utf-8").splitlines()) - 1


@dataclass(frozen=True)
class Row:
    """The finished runs of an experiment."""
    experiment: Experiment
    folders: list

    def intervals(self, metric: str) -> list:
        return [Interval.read(json.loads((f / "metrics.json").read_text(encoding="utf-8"))["test"][metric]) for f in self.folders]

    def mean(self, metric: str, digits: int) -> str:
        return Interval.mean(self.intervals(metric)).text(digits)

    def details(self) -> str:
        return (f"| {self.experiment.name} | {self.mean('accuracy', 4)} | {', '.join(f'{a.value:.4f}' for a in self.intervals('accuracy'))} "
                f"| {self.mean('balanced_accuracy', 4)} | {', '.join(str(epochs(f)) for f in self.folders)} |")

    def summary(self) -> str:
        balanced = f", balanced {self.mean('balanced_accuracy', 3)}" if self.experiment.data == XRAYS else ""
        return (f"| {self.experiment.dataset()} | {self.experiment.title} | {self.experiment.trained} "
                f"| {len(self.folders)} | {self.mean('accuracy', 3)}{balanced} |")


def rows(experiments: list, seeds: list, out: Path) -> list:
    found = [Row(e, [f for f in (folder_of(out, e, seed) for seed in seeds) if complete(f)]) for e in experiments]
    return [row for row in found if row.folders]


def details(found: list) -> str:
    """The table of docs/benchmarks.md, after the commands."""
    return "\n".join(
        ["```sh", *[row.experiment.shown_command() for row in found], "```", "",
         "| command | test accuracy, mean of the runs | each run | balanced accuracy | epochs |",
         "| --- | --- | --- | --- | --- |", *[row.details() for row in found]])


def summary(found: list) -> str:
    """The table of README.md."""
    return "\n".join(["| dataset | network, with ImageNet weights | trained layers | runs | test accuracy |", "| --- | --- | --- | --- | --- |",
                      *[row.summary() for row in found]])


def write_page(file: Path, text: str) -> None:
    page = file.read_text(encoding="utf-8")
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        sys.exit(f"{file} must contain the lines \"{BEGIN}\" and \"{END}\" once each, in this order.")
    before, rest = page.split(BEGIN)
    file.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


def folder_of(out: Path, experiment: Experiment, seed: int) -> Path:
    return out / f"{experiment.name}-seed{seed}"


def complete(folder: Path) -> bool:
    return (folder / "metrics.json").is_file()


def parse(arguments: list) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="accuracy.py", description=__doc__)
    parser.add_argument("--data", default=".", help="folder with cats-dogs/train, cats-dogs/test and xray")
    parser.add_argument("--seeds", default="1,2,3", help="default: 1,2,3")
    parser.add_argument("--only", default="", help="names of experiments, separated by commas; default: all")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "target" / "accuracy", help="folder of the runs")
    parser.add_argument("--command", default=str(ROOT / "blockwright"), help="how Blockwright is started")
    parser.add_argument("--no-runs", action="store_true", help="run nothing, use the finished runs")
    parser.add_argument("--page", action="store_true", help="write the tables into README.md and docs/benchmarks.md")
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
    for seed in [] if options.no_runs else options.seeds:
        for experiment in options.experiments:
            folder = folder_of(options.out, experiment, seed)
            if not complete(folder) and run(experiment, seed, folder, options) != 0:
                failed += 1
                print(f"{experiment.name}, seed {seed}, failed; its output is in {folder}.log", file=sys.stderr)
    found = rows(options.experiments, options.seeds, options.out)
    if options.page:
        write_page(ROOT / "README.md", summary(found))
        write_page(ROOT / "docs" / "benchmarks.md", details(found))
    else:
        print(details(found))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
