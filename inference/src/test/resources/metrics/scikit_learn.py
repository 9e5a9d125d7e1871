"""Writes scikit_learn.json and tasks.json: metrics of random and degenerate samples by scikit-learn.

    pip install scikit-learn==1.9.1 scipy==1.17.1
    python scikit_learn.py

Cases of binary classifications, labels and numbers are in tasks.json. Scores are multiples of 1/64, so that floats are exact and ties occur. Undefined metrics (0/0) are null.
"""
import json
import math
import pathlib
import warnings

import numpy as np
from scipy import special, stats
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


def macro_roc_auc(truth, s, w):
    """Mean over the classes or labels with and without samples."""
    defined = [c for c in range(truth.shape[1]) if 0 < truth[:, c].sum() < len(truth)]
    if not defined:
        return None
    return float(np.mean([metrics.roc_auc_score(truth[:, c], s[:, c], sample_weight=w) for c in defined]))


def of_class(y, p, s, w, c):
    positive, predicted = y == c, p == c
    common = dict(sample_weight=w, zero_division=np.nan)
    both = 0 < positive.sum() < len(y)
    return {
        "recall": number(metrics.recall_score(positive, predicted, **common)),
        "precision": number(metrics.precision_score(positive, predicted, **common)),
        "f1": number(metrics.f1_score(positive, predicted, **common)),
        "specificity": number(metrics.recall_score(~positive, ~predicted, **common)),
        "one_vs_rest_accuracy": number(metrics.accuracy_score(positive, predicted, sample_weight=w)),
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
        "roc_auc": macro_roc_auc(np.eye(classes)[y], s, w),
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


def binary_case(name, targets, p, w=None, threshold=0.5):
    """Targets and probabilities of the second class; a target of at least 0.5 is that class."""
    targets, p = np.array(targets), np.array(p)
    y, w = (targets >= 0.5).astype(int), np.ones(len(p)) if w is None else w
    s = np.stack([1 - p, p], axis=1)
    predicted = (p >= threshold).astype(int)
    result = overall(y, predicted, s, w, 2)
    result["loss"] = binary_cross_entropy(targets[:, None], p[:, None], w)
    if 0 < y.sum() < len(y):
        assert np.isclose(result["roc_auc"], metrics.roc_auc_score(y, p, sample_weight=w))
    return {
        "name": name,
        "task": "binary",
        "loss": "binary_crossentropy",
        "targets": targets[:, None].tolist(),
        "outputs": p[:, None].tolist(),
        "weights": w.tolist(),
        "thresholds": [threshold],
        "overall": result,
        "classes": [of_class(y, predicted, s, w, c) for c in range(2)],
    }


def binary_cross_entropy(targets, p, w):
    """Mean over labels; each label as the log loss of its two outcomes, weighted by the soft target."""
    losses = [
        metrics.log_loss(
            np.repeat([1, 0], len(p)),
            np.tile(p[:, c], 2),
            sample_weight=np.concatenate([w * targets[:, c], w * (1 - targets[:, c])]),
            labels=[0, 1])
        for c in range(p.shape[1])
    ]
    return number(np.mean(losses))


def label_case(name, targets, p, w=None, thresholds=None):
    targets, p = np.array(targets), np.array(p)
    y, w = targets >= 0.5, np.ones(len(p)) if w is None else w
    labels = y.shape[1]
    thresholds = [0.5] * labels if thresholds is None else thresholds
    predicted = p >= np.array(thresholds)
    present = [c for c in range(labels) if y[:, c].any()]

    def of_label(c):
        # The positive class of a binary classification.
        result = of_class(y[:, c].astype(int), predicted[:, c].astype(int), np.stack([1 - p[:, c], p[:, c]], axis=1), w, 1)
        result["accuracy"] = result.pop("one_vs_rest_accuracy")
        return result | {"confusion": metrics.confusion_matrix(y[:, c], predicted[:, c], labels=[0, 1]).tolist()}

    # A single column would be a binary classification, so that averages are computed here, too.
    def macro_average(function, scores, **extra):
        if not present:
            return None
        value = np.mean([function(y[:, c], scores[:, c], sample_weight=w, **extra) for c in present])
        if len(present) > 1:
            y_present, s_present = y[:, present], scores[:, present]
            assert np.isclose(value, function(y_present, s_present, average="macro", sample_weight=w, **extra))
        return number(value)

    def micro_average(function, scores, **extra):
        value = function(y.ravel(), scores.ravel(), sample_weight=np.repeat(w, labels), **extra)
        if labels > 1:
            assert np.isclose(value, function(y, scores, average="micro", sample_weight=w, **extra), equal_nan=True)
        return number(value)

    return {
        "name": name,
        "task": "multi-label",
        "loss": "binary_crossentropy",
        "targets": targets.astype(float).tolist(),
        "outputs": p.tolist(),
        "weights": w.tolist(),
        "thresholds": thresholds,
        "overall": {
            "exact_match": number(metrics.accuracy_score(y, predicted, sample_weight=w)),
            "hamming_loss": number(metrics.hamming_loss(y, predicted, sample_weight=w)),
            "macro_recall": macro_average(metrics.recall_score, predicted, zero_division=0),
            "macro_precision": macro_average(metrics.precision_score, predicted, zero_division=0),
            "macro_f1": macro_average(metrics.f1_score, predicted, zero_division=0),
            "micro_recall": micro_average(metrics.recall_score, predicted, zero_division=np.nan),
            "micro_precision": micro_average(metrics.precision_score, predicted, zero_division=np.nan),
            "micro_f1": micro_average(metrics.f1_score, predicted, zero_division=np.nan),
            "average_precision": macro_average(metrics.average_precision_score, p),
            "micro_average_precision": micro_average(metrics.average_precision_score, p) if present else None,
            "roc_auc": macro_roc_auc(y, p, w),
            "loss": binary_cross_entropy(targets, p, w),
        },
        "classes": [of_label(c) for c in range(labels)],
    }


def of_target(y, p, w, half_width, loss):
    """Metrics of one target; R2 and correlation of equal values are undefined, scikit-learn says 0 or 1."""
    constant, flat = len(np.unique(y)) == 1, len(np.unique(p)) == 1
    error = np.abs(p - y)
    deviation = [np.average((x - np.average(x, weights=w)) ** 2, weights=w) ** 0.5 for x in (y, p)]
    if not constant and not flat:
        covariance = np.cov(y, p, aweights=w, ddof=0)
        correlation = covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1])
        if len(np.unique(w)) == 1:
            assert np.isclose(correlation, stats.pearsonr(y, p).statistic)
    losses = {
        "mean_squared_error": lambda: metrics.mean_squared_error(y, p, sample_weight=w),
        "mean_absolute_error": lambda: metrics.mean_absolute_error(y, p, sample_weight=w),
        "huber": lambda: np.average(special.huber(1, error), weights=w),
    }
    return {
        "mae": number(metrics.mean_absolute_error(y, p, sample_weight=w)),
        "rmse": number(metrics.root_mean_squared_error(y, p, sample_weight=w)),
        "median_absolute_error": number(metrics.median_absolute_error(y, p, sample_weight=w)),
        "r2": None if constant else number(metrics.r2_score(y, p, sample_weight=w)),
        "pearson_correlation": None if constant or flat else number(correlation),
        "interval_coverage": number(metrics.accuracy_score(np.ones(len(y)), error <= half_width, sample_weight=w)),
        "loss": number(losses[loss]()),
    }


def number_case(name, y, p, w=None, half_widths=None, loss="mean_squared_error"):
    y, p = np.array(y, float), np.array(p, float)
    w = np.ones(len(p)) if w is None else w
    half_widths = [1.0] * y.shape[1] if half_widths is None else half_widths
    targets = [of_target(y[:, c], p[:, c], w, half_widths[c], loss) for c in range(y.shape[1])]
    overall = {}
    for key in targets[0]:
        values = [t[key] for t in targets if t[key] is not None]
        overall[key] = float(np.mean(values)) if values else None
    # The means over the targets are the uniform averages of scikit-learn.
    common = dict(sample_weight=w, multioutput="uniform_average")
    assert np.isclose(overall["mae"], metrics.mean_absolute_error(y, p, **common))
    assert np.isclose(overall["rmse"], metrics.root_mean_squared_error(y, p, **common))
    assert np.isclose(overall["median_absolute_error"], metrics.median_absolute_error(y, p, **common))
    if all(t["r2"] is not None for t in targets):
        assert np.isclose(overall["r2"], metrics.r2_score(y, p, **common))
    return {
        "name": name,
        "task": "regression",
        "loss": loss,
        "targets": y.tolist(),
        "outputs": p.tolist(),
        "weights": w.tolist(),
        "half_widths": half_widths,
        "overall": overall,
        "classes": targets,
    }


def task_cases():
    rng = np.random.default_rng(11)

    def probabilities(truth, skill):
        p = 1 / (1 + np.exp(-rng.normal(size=truth.shape) - skill * (2 * truth - 1)))
        return np.clip(np.round(p * 32), 1, 31) / 32  # many ties, some of them at 0.5

    for samples in [12, 40]:
        y = rng.integers(2, size=samples)
        yield binary_case(f"binary, {samples} samples", y, probabilities(y, 0.7))
        w = rng.integers(1, 40, size=samples) / 8
        yield binary_case(f"binary, {samples} samples, weighted, threshold", y, probabilities(y, 0.7), w, 0.375)
    soft = rng.integers(0, 9, size=30) / 8
    yield binary_case("binary, soft targets", soft, probabilities(soft, 0.7))
    yield binary_case("binary, all of the first class", [0] * 5, [0.25, 0.5, 0.5, 0.75, 0.125])
    yield binary_case("binary, all of the second class, none predicted", [1] * 3, [0.25, 0.375, 0.125])

    for labels, samples in [(1, 15), (3, 25), (5, 40)]:
        y = (rng.random((samples, labels)) < np.linspace(0.2, 0.6, labels)).astype(int)
        name = f"{labels} labels, {samples} samples"
        yield label_case(name, y, probabilities(y, 0.8))
        w = rng.integers(1, 40, size=samples) / 8
        thresholds = (rng.integers(4, 28, size=labels) / 32).tolist()
        yield label_case(name + ", weighted, thresholds", y, probabilities(y, 0.4), w, thresholds)
    y = rng.integers(0, 9, size=(20, 3)) / 8
    yield label_case("soft labels", y, probabilities(y, 0.6))
    y = (rng.random((18, 3)) < 0.4).astype(int)
    p = probabilities(y, 0.5)
    none, every, never = y.copy(), y.copy(), p.copy()
    none[:, 1], every[:, 2], never[:, 0] = 0, 1, 1 / 32
    yield label_case("a label without positives", none, p)
    yield label_case("a label without negatives", every, p)
    yield label_case("a label never predicted", y, never)
    yield label_case("no label positive", np.zeros((6, 2), int), p[:6, :2])
    yield label_case("no label positive or predicted", np.zeros((6, 2), int), np.full((6, 2), 0.25))
    yield label_case("all labels correct", y, np.where(y, 0.75, 0.25))

    for targets, samples in [(1, 11), (1, 30), (3, 24)]:
        y = np.round(rng.normal(20, 8, size=(samples, targets)) * 4) / 4
        p = np.round((y + rng.normal(1, 3, size=y.shape)) * 4) / 4
        name = f"{targets} targets, {samples} samples"
        yield number_case(name, y, p, half_widths=[2.5] * targets)
        w = rng.integers(1, 40, size=samples) / 8
        yield number_case(name + ", weighted", y, p, w, [1.75] * targets, "mean_absolute_error")
        yield number_case(name + ", Huber", y, p, loss="huber")
        half = (np.arange(samples) % 2).astype(float)
        yield number_case(name + ", weights 0 and 1", y, p, half)
    yield number_case("integers with ties", [[1], [2], [2], [3]], [[2], [2], [1], [5]], half_widths=[1.0])
    yield number_case("true values equal", np.float32([[0.1, 1], [0.1, 2], [0.1, 4]]), [[1, 1], [2, 3], [4, 3]])
    yield number_case("predicted values equal", [[1], [2], [4]], np.float32([[0.3], [0.3], [0.3]]))
    yield number_case("one sample", [[3]], [[5]])
    yield number_case("worse than the mean", [[1], [2], [3]], [[9], [-4], [0]])


def write(name, cases):
    path = pathlib.Path(__file__).with_name(name)
    path.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")


write("scikit_learn.json", cases())
write("tasks.json", task_cases())
