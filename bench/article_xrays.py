"""Repeats the article's experiments on chest x-rays: builds the dataset with `data covidx` from the sources at hand,
trains each network with several seeds, and prints recall, precision and F1 of each class with 95 % intervals, beside
what size, color and brightness of the images alone reach.

Few sources give few test images. So each network is also trained by cross-validation, which predicts every image once:
on classes.csv, the images of the classes that have enough images for it. Patients stay in one subset and one fold.
Finished steps are kept in bench/target/article-xrays and not repeated, so that an interrupted program can be started
again. Pretrained weights must be in the cache, see `blockwright weights import`.
"""
import argparse
import collections
import csv
import json
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ["ieee8023", "figure1", "actualmed", "radiography"]
METRICS = ["recall", "precision", "f1"]
# As in the article: batches of 32; networks whose weights are not all frozen are trained for at most 10 epochs.
# COVID-Net runs without the audit of the images before training, which the other networks have; it changes no result.
COMMON = "--batch-size 32"


@dataclass(frozen=True)
class Experiment:
    name: str
    network: str


EXPERIMENTS = [
    Experiment("mobilenet", "--model mobilenet --cut conv_pw_12_relu --weights mobilenet-imagenet-tf --freeze '*'"),
    Experiment("vgg16-average", "--model vgg16 --cut block5_pool --weights vgg16-imagenet-notop-onnx --freeze '*'"),
    Experiment("covidnet", "--model covidnet --input 112x112x3 --epochs 10 --audit off"),
    Experiment("vgg16", "--model vgg16 --weights vgg16-imagenet-notop-onnx --freeze 'block*' --epochs 10"),
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


def write_classes(data: Path, folds: int) -> Path:
    """A manifest without a split, of the classes with at least as many patients as folds."""
    with open(data / "manifest.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    groups = collections.defaultdict(set)
    for row in rows:
        groups[row["class"]].add(row["group"])
    target = data / "classes.csv"
    with open(target, "w", encoding="utf-8", newline="") as file:
        columns = [c for c in rows[0] if c != "subset"]
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if len(groups[row["class"]]) >= folds)
    return target


def train(experiment: Experiment, kind: str, seed: int, images: list, options: argparse.Namespace) -> None:
    """One run; a run without metrics is not complete and starts again."""
    folder = run_folder(experiment, kind, seed, options.out)
    if (folder / "metrics.json").is_file():
        return
    shutil.rmtree(folder, ignore_errors=True)
    call(options.command, ["train", *shlex.split(f"{experiment.network} {COMMON}"), *images, "--seed", seed, "--out", folder],
         Path(f"{folder}.log"))


def run_folder(experiment: Experiment, kind: str, seed: int, out: Path) -> Path:
    return out / f"{experiment.name}-{kind}-seed{seed}"


def leak(manifest: Path, options: argparse.Namespace) -> str:
    """The verdict of the audit, in one line."""
    log = options.out / "audit.json"
    call(options.command, ["data", "audit", manifest, "--json", "--quiet"], log)
    text = log.read_text(encoding="utf-8")
    found = json.loads(text[text.index("{"):])["leak"]
    cues = found["all"]
    return (f"size, color and brightness alone: balanced accuracy {cues['balanced_accuracy']:.3f} "
            f"[{cues['interval'][0]:.3f}, {cues['interval'][1]:.3f}]; verdict: {found['verdict']}")


def interval(metric) -> str:
    """A metric with its interval; n/a if it is undefined."""
    if metric is None or metric["value"] is None:
        return "n/a"
    limits = metric["wilson"] or metric["bootstrap"]
    return f"{metric['value']:.3f}" + (f" [{limits[0]:.3f}, {limits[1]:.3f}]" if limits else "")


def rows(found: list) -> list:
    lines = [f"| network | seed | class | images | {' | '.join(METRICS)} | balanced accuracy |",
             "| --- | --- | --- | --- |" + " --- |" * (len(METRICS) + 1)]
    for experiment, seed, folder in found:
        test = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["test"]
        for each in test["classes"]:
            values = " | ".join(interval(each[m]) for m in METRICS)
            overall = interval(test["balanced_accuracy"]) if each is test["classes"][0] else ""
            lines.append(f"| {experiment.name} | {seed} | {each['name']} | {each['support']} | {values} | {overall} |")
    return lines


def parse(arguments: list) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="article_xrays.py", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help=f"folder with some of the folders {', '.join(SOURCES)}")
    parser.add_argument("--build", default="", help="more options of data covidx, such as '--views PA'")
    parser.add_argument("--seeds", default="1,2,3", help="seeds of the training; the split is the same")
    parser.add_argument("--only", default="", help="names of networks, separated by commas; default: all")
    parser.add_argument("--folds", type=int, default=5, help="folds of the cross-validation")
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
        manifest = write_classes(data, options.folds)
        print(f"{manifest.name}: {leak(manifest, options)}")
    except Failed as e:
        sys.exit(f"the dataset: {e}")
    images = {
        "split": ["--data", data / "train", "--validation", data / "validation", "--test", data / "test"],
        "folds": ["--data", manifest, "--targets", "class", "--folds", options.folds],
    }
    failed = 0
    # All networks with one seed first: an interrupted program then has some result of each.
    for seed in options.seeds:
        for experiment in options.experiments:
            for kind, arguments in images.items():
                try:
                    train(experiment, kind, seed, arguments, options)
                except Failed as e:
                    failed += 1
                    print(f"{experiment.name}, {kind}, seed {seed}: {e}", file=sys.stderr)
    for kind in images:
        found = [(e, s, run_folder(e, kind, s, options.out)) for e in options.experiments for s in options.seeds]
        print(f"\n{kind}:\n")
        print("\n".join(rows([f for f in found if (f[2] / "metrics.json").is_file()])))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
