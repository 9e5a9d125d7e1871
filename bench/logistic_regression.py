"""Compares `--optimizer auto` and Adam with scikit-learn's LogisticRegression on twelve subsets.

Three balanced and three imbalanced choices of cats and dogs and of chest x-rays; a new head on
MobileNet with a frozen backbone. Scikit-learn has the same features of the same training images
(those of split.csv), standardized. The table goes to standard output. Finished runs are kept in
bench/target/logistic-regression and not repeated. The weights must be in the cache, see
`blockwright weights import`.

    pip install -r bench/requirements.txt
    python3 bench/logistic_regression.py --data FOLDER
"""
import argparse
import csv
import json
import random
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).resolve().parent.parent
NETWORK = "mobilenet --cut conv_pw_12_relu --weights mobilenet-imagenet-tf"
WEIGHT_DECAY = 0.01
SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class Images:
    """Numbers of training images by class in a balanced and in an imbalanced subset, and of test images of each class."""
    name: str
    balanced: dict
    imbalanced: dict
    test: int

    def folder(self, data: Path, label: str) -> Path:
        return data / self.name / "train" / label if self.name == "cats-dogs" else data / self.name / label

    def test_folder(self, data: Path, label: str) -> Path:
        return data / self.name / "test" / label if self.name == "cats-dogs" else self.folder(data, label)


DATASETS = (
    Images("cats-dogs", {"cats": 90, "dogs": 90}, {"cats": 150, "dogs": 30}, 150),
    Images(
        "xray",
        {"covid-19": 60, "normal": 60, "pneumonia": 60},
        {"covid-19": 20, "normal": 200, "pneumonia": 60},
        45,
    ),
)


@dataclass(frozen=True)
class Subset:
    images: Images
    balanced: bool
    seed: int

    @property
    def counts(self) -> dict:
        return self.images.balanced if self.balanced else self.images.imbalanced

    @property
    def name(self) -> str:
        return f"{self.images.name}-{'balanced' if self.balanced else 'imbalanced'}-{self.seed}"

    def write(self, data: Path, folder: Path) -> None:
        """Links the images of the subset; test images are never among those for training."""
        chooser = random.Random(self.seed)
        for label, count in self.counts.items():
            files = sorted(self.images.folder(data, label).iterdir())
            chooser.shuffle(files)
            tests = sorted(self.images.test_folder(data, label).iterdir())
            chooser.shuffle(tests)
            train = files[:count]
            test = [file for file in tests if file not in train][: self.images.test]
            for part, chosen in (("train", train), ("test", test)):
                target = folder / part / label
                target.mkdir(parents=True, exist_ok=True)
                for file in chosen:
                    link = target / file.name
                    if not link.exists():
                        link.symlink_to(file.resolve())


def blockwright(options, arguments: str, lines: str = "") -> None:
    command = shlex.split(options.command) + shlex.split(arguments)
    print("running:", shlex.join(command), file=sys.stderr, flush=True)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, input=lines, text=True)


def train(options, folder: Path, run: str, seed: int, extra: str) -> dict:
    out = folder / run
    if not (out / "metrics.json").exists():
        blockwright(
            options,
            f"train --model {NETWORK} --freeze '*' --data {folder}/train --test {folder}/test --no-audit --seed {seed} --out {out} {extra}",
        )
    test = json.loads((out / "metrics.json").read_text(encoding="utf-8"))["test"]
    classes = sorted(test["classes"], key=lambda c: c["name"])
    return {"loss": test["loss"], "recalls": [c["recall"]["value"] for c in classes]}


def features(options, folder: Path) -> dict:
    """Returns the pooled features of all images of a subset, by path relative to its folder."""
    paths = sorted(path for part in ("train", "test") for path in (folder / part).rglob("*.*"))
    file = folder / "features.npz"
    if not file.exists():
        blockwright(options, f"features {NETWORK} --pool -o {file} -", "\n".join(map(str, paths)))
    values = np.load(file)["conv_pw_12_relu"].astype(np.float64).reshape(len(paths), -1)
    return {str(path.relative_to(folder)): row for path, row in zip(paths, values)}


def rows(folder: Path, part: str, found: dict, chosen=None):
    x, y = [], []
    for path in sorted(found):
        first, label, name = Path(path).parts[-3:]
        if first == part and (chosen is None or f"{label}/{name}" in chosen):
            x.append(found[path])
            y.append(label)
    return np.array(x), np.array(y)


def training_images(folder: Path, run: str) -> set:
    with open(folder / run / "split.csv", encoding="utf-8") as file:
        table = list(csv.reader(line for line in file if not line.startswith("#")))
    subset = table[0].index("subset")
    return {"/".join(Path(row[0]).parts[-2:]) for row in table[1:] if row[subset] == "train"}


def fit(x, y, test_x, test_y, **settings) -> dict:
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(max_iter=100000, tol=1e-8, **settings).fit(scaler.transform(x), y)
    probabilities = model.predict_proba(scaler.transform(test_x))
    predicted = model.classes_[probabilities.argmax(1)]
    return {
        "loss": log_loss(test_y, probabilities, labels=model.classes_),
        "recalls": [float(np.mean(predicted[test_y == c] == c)) for c in model.classes_],
    }


def cell(result: dict) -> str:
    return f"{result['loss']:.3f}, " + " / ".join(f"{r:.2f}" for r in result["recalls"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder with cats-dogs and xray")
    parser.add_argument("--command", default=str(ROOT / "blockwright"), help="command line of Blockwright (default ./blockwright)")
    parser.add_argument("--directory", type=Path, default=ROOT / "bench/target/logistic-regression", metavar="DIR", help="runs and features")
    options = parser.parse_args()
    print(f"scikit-learn {sklearn.__version__}\n")
    print(f"| subset | `auto` | scikit-learn | `auto`, `--weight-decay {WEIGHT_DECAY}` | Adam (the default) |")
    print("| --- | --- | --- | --- | --- |")
    largest = 0.0
    lower = 0
    for images in DATASETS:
        for balanced in (True, False):
            for seed in SEEDS:
                subset = Subset(images, balanced, seed)
                folder = (options.directory / subset.name).resolve()
                subset.write(options.data, folder)
                auto = train(options, folder, "auto", seed, "--optimizer auto")
                decayed = train(options, folder, "auto-decay", seed, f"--optimizer auto --weight-decay {WEIGHT_DECAY}")
                adam = train(options, folder, "adam", seed, "--optimizer adam")
                found = features(options, folder)
                x, y = rows(folder, "train", found, training_images(folder, "auto"))
                test_x, test_y = rows(folder, "test", found)
                default = fit(x, y, test_x, test_y)
                largest = max(largest, abs(auto["loss"] - default["loss"]))
                lower += sum(a < d for a, d in zip(auto["recalls"], default["recalls"]))
                print(f"| {subset.name} | {cell(auto)} | {cell(default)} | {cell(decayed)} | {cell(adam)} |", flush=True)
    print(f"\nlargest difference of the test loss between auto and scikit-learn: {largest:.1e}; recalls that are lower: {lower}")


if __name__ == "__main__":
    main()
