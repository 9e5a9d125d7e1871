"""Writes scikit_learn.json: metrics of random and degenerate samples by scikit-learn.

    pip install scikit-learn==1.9.1
    python scikit_learn.py

Scores are multiples of 1/64, so that floats are exact and ties occur. Undefined metrics (0/0) are null.
"""
import json
import math
import pathlib
import warnings

import numpy as np
from sklearn import metrics

warnings.simplefilter("ignore")  # undefined metrics


def scores_of(rng, labels, classes, skill):
    """Rows of positive multiples of 1/64 that add up to 1."""
    rows = []
    for label in labels:
        p = np.exp(rng.normal(size=classes) + skill * (np.arange(classes) == label))
        rows.append((1 + rng.multinomial(64 - classes, p / p.sum())) / 64)
    return np.array(rows)


def one_hot(predicted, classes):
    """Scores whose maximum is the predicted class."""
    rows = np.full((len(predicted), classes), 1 / 64)
    rows[np.arange(len(predicted)), predicted] = 1 - (classes - 1) / 64
    return rows


def number(x):
    return None if math.isnan(x) else float(x)


def of_class(y, p, s, w, c):
    positive, predicted = y == c, p == c
    common = dict(sample_weight=w, zero_division=np.nan)
    both = 0 < positive.sum() < len(y)
    return {
        "recall": number(metrics.recall_score(positive, predicted, **common)),
        "precision": number(metrics.precision_score(positive, predicted, **common)),
        "f1": number(metrics.f1_score(positive, predicted, **common)),
        "specificity": number(metrics.recall_score(~positive, ~predicted, **common)),
        "one_vs_rest": number(metrics.accuracy_score(positive, predicted, sample_weight=w)),
        "roc_auc": number(metrics.roc_auc_score(positive, s[:, c], sample_weight=w)) if both else None,
        "average_precision": number(metrics.average_precision_score(positive, s[:, c], sample_weight=w))
        if positive.any()
        else None,
    }


def overall(y, p, s, w, classes):
    present = np.unique(y)
    # Averages over the classes that have samples; an undefined precision counts as 0.
    common = dict(labels=present, average="macro", sample_weight=w, zero_division=0)
    average_precision = np.mean(
        [metrics.average_precision_score(y == c, s[:, c], sample_weight=w) for c in present])
    if len(present) == classes > 2:
        macro = metrics.average_precision_score(np.eye(classes)[y], s, average="macro", sample_weight=w)
        assert np.isclose(macro, average_precision)
    # matthews_corrcoef returns 0 for 0/0.
    constant = len(present) == 1 or len(np.unique(p)) == 1
    return {
        "accuracy": number(metrics.accuracy_score(y, p, sample_weight=w)),
        "balanced_accuracy": number(metrics.balanced_accuracy_score(y, p, sample_weight=w)),
        "macro_precision": number(metrics.precision_score(y, p, **common)),
        "macro_f1": number(metrics.f1_score(y, p, **common)),
        "matthews_correlation": None if constant else number(metrics.matthews_corrcoef(y, p, sample_weight=w)),
        "cohen_kappa": number(metrics.cohen_kappa_score(y, p, labels=range(classes), sample_weight=w)),
        "average_precision": number(average_precision),
        "loss": number(metrics.log_loss(y, s, sample_weight=w, labels=range(classes))),
    }


def case(name, classes, y, s, w=None):
    y, w = np.array(y), np.ones(len(y)) if w is None else w
    p = s.argmax(axis=1)
    return {
        "name": name,
        "labels": y.tolist(),
        "scores": s.tolist(),
        "weights": w.tolist(),
        "overall": overall(y, p, s, w, classes),
        "classes": [of_class(y, p, s, w, c) for c in range(classes)],
    }


def cases():
    rng = np.random.default_rng(7)
    for classes, samples in [(2, 12), (2, 40), (3, 30), (5, 40)]:
        y = rng.integers(classes, size=samples)
        name = f"{samples} samples of {classes} classes"
        yield case(name, classes, y, scores_of(rng, y, classes, 1.5))
        weights = rng.integers(1, 40, size=samples) / 8
        yield case(name + ", weighted", classes, y, scores_of(rng, y, classes, 0.5), weights)
    y = rng.choice([0, 2], size=20)
    yield case("a class without samples", 3, y, scores_of(rng, y, 3, 1))
    yield case("a class without samples and predictions", 3, y, one_hot(rng.choice([0, 2], size=20), 3))
    y = rng.integers(3, size=15)
    yield case("all predictions equal", 3, y, one_hot(np.full(15, 1), 3))
    yield case("all predictions equal, a class without samples", 3, [0, 0, 2, 2, 2], one_hot([1] * 5, 3))
    yield case("all labels equal", 3, [1] * 6, one_hot([0, 1, 1, 2, 1, 1], 3))
    yield case("all labels and predictions equal", 2, [1] * 4, one_hot([1] * 4, 2))
    yield case("all labels and predictions equal, weighted", 2, [1] * 3, one_hot([1] * 3, 2), np.array([0.1, 0.2, 0.3]))
    yield case("all labels equal, all predictions another class", 2, [1] * 4, one_hot([0] * 4, 2))
    yield case("all correct", 3, y, one_hot(y, 3))
    yield case("all wrong", 2, [0, 1, 1, 0], one_hot([1, 0, 0, 1], 2))
    yield case("one sample", 2, [0], one_hot([0], 2))


path = pathlib.Path(__file__).with_name("scikit_learn.json")
path.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases()) + "\n]\n")
