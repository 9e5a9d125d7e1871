"""Prints the bootstrap intervals of ReferenceImplementationTest: the predictions of Samples.randomPredictions and
the resamples are made with the same random numbers, the metrics by scikit-learn, the percentiles by NumPy.

    pip install scikit-learn==1.9.1
    python bootstrap.py
"""
import hashlib

import numpy as np
from sklearn import metrics

MASK = 2**64 - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def next_int(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        return int((z >> 11) * 2.0**-53 * bound)


def random_predictions():
    random = SplitMix64(7)
    labels, scores, groups = [], [], []
    for _ in range(200):
        label = random.next_int(4)
        row = np.array([1 + random.next_int(8) + (3 if c == label else 0) for c in range(4)], np.float32)
        labels.append(label)
        scores.append(row / row.sum(dtype=np.float32))
        groups.append(random.next_int(60))
    return np.array(labels), np.array(scores), groups


def number(s):
    return (s[:, 3] * np.float32(3)).astype(float)


labels, scores, groups = random_predictions()
predicted = scores.argmax(axis=1)
members = {}
for i, group in enumerate(groups):
    members.setdefault(group, []).append(i)
members = list(members.values())

random = SplitMix64(int.from_bytes(hashlib.sha256(b"bootstrap:42").digest()[:8], "big"))
functions = {
    "accuracy": lambda y, p, s: metrics.accuracy_score(y, p),
    "macro_f1": lambda y, p, s: metrics.f1_score(y, p, average="macro"),
    "matthews_correlation": lambda y, p, s: metrics.matthews_corrcoef(y, p),
    "cohen_kappa": lambda y, p, s: metrics.cohen_kappa_score(y, p),
    "average_precision": lambda y, p, s: metrics.average_precision_score(np.eye(4)[y], s, average="macro"),
    "roc_auc": lambda y, p, s: metrics.roc_auc_score(np.eye(4)[y], s, average="macro"),
    # As four labels, predicted from 0.25 on.
    "exact_match": lambda y, p, s: metrics.accuracy_score(np.eye(4)[y], s >= 0.25),
    "hamming_loss": lambda y, p, s: metrics.hamming_loss(np.eye(4)[y], s >= 0.25),
    "micro_f1": lambda y, p, s: metrics.f1_score(np.eye(4)[y], s >= 0.25, average="micro"),
    "micro_average_precision": lambda y, p, s: metrics.average_precision_score(np.eye(4)[y], s, average="micro"),
    # As a number, the index of the class, predicted by three times the last score.
    "mae": lambda y, p, s: metrics.mean_absolute_error(y, number(s)),
    "rmse": lambda y, p, s: metrics.root_mean_squared_error(y, number(s)),
    "median_absolute_error": lambda y, p, s: metrics.median_absolute_error(y, number(s)),
    "r2": lambda y, p, s: metrics.r2_score(y, number(s)),
    "pearson_correlation": lambda y, p, s: np.corrcoef(y, number(s))[0, 1],
}
values = {name: [] for name in functions}
for _ in range(2000):
    sample = np.concatenate([members[random.next_int(len(members))] for _ in members])
    for name, function in functions.items():
        values[name].append(function(labels[sample], predicted[sample], scores[sample]))
for name, draws in values.items():
    print(name, functions[name](labels, predicted, scores), *np.percentile(draws, [2.5, 97.5]))
