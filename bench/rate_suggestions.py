"""Writes golden.csv: the learning rates that fastai suggests for losses of range tests.

Run with fastai 2.8.12: python bench/rate_suggestions.py > \
training/src/test/resources/rates/golden.csv

One line per range test: a name, the maximum number of steps, the suggestions "valley", "steep" and
"minimum", and the smoothed losses. The rates grow from 1e-7 to 10, in equal steps of the logarithm.
"""

import csv
import math
import random
import sys

import torch
from fastai.callback.schedule import minimum, steep, valley

STEPS = 100
SKIPPED_AT_END = 5


def falling(x, noise, seed, center=-2.5, steepness=3.0):
    """Losses that fall around a rate and grow at large ones, x: the decimal logarithms of the rates."""
    generator = random.Random(seed)
    return [
        1.2 - 0.8 / (1 + math.exp(-steepness * (v - center))) + math.exp(4 * (v - 0.2)) + noise * generator.gauss(0, 1)
        for v in x
    ]


def smoothed(losses, weight=0.98):
    """The moving average of fastai's recorder."""
    average = 0.0
    result = []
    for i, loss in enumerate(losses):
        average = weight * average + (1 - weight) * loss
        result.append(average / (1 - weight ** (i + 1)))
    return result


def until_divergence(losses):
    for i in range(len(losses)):
        if losses[i] > 4 * min(losses[: i + 1]):
            return losses[: i + 1]
    return losses


def main():
    x = [-7 + 8 * i / (STEPS - 1) for i in range(STEPS)]
    tests = {
        "smooth": falling(x, 0, 0),
        "noise": smoothed(falling(x, 0.1, 1)),
        "much noise": smoothed(falling(x, 0.4, 2)),
        "unsmoothed noise": falling(x, 0.05, 3),
        "diverges early": falling(x, 0.02, 4, center=-4.5),
        "slow": smoothed(falling(x, 0.02, 5, center=-1, steepness=1.5)),
        "falls always": [1 - i / 200 for i in range(STEPS)],
        "equal losses": [round(v, 1) for v in falling(x, 0, 6)],
    }
    tests["few steps"] = until_divergence([*tests["smooth"][:45], *(0.5 * 2**i for i in range(20))])
    out = csv.writer(sys.stdout, lineterminator="\n")
    for name, losses in tests.items():
        losses = until_divergence(losses)
        # As in lr_find.
        part = slice(STEPS // 10, -SKIPPED_AT_END)
        rates = torch.tensor([10.0**v for v in x[: len(losses)]], dtype=torch.float64)[part]
        values = torch.tensor(losses, dtype=torch.float64)[part]
        suggestions = [method(rates, values, STEPS)[0] for method in (valley, steep, minimum)]
        out.writerow([name, STEPS, *(repr(s) for s in suggestions), *(repr(v) for v in losses)])


if __name__ == "__main__":
    main()
