"""Writes golden.csv: heads of one dense layer, fitted by scikit-learn's LogisticRegression.

    python3 bench/heads.py > training/src/test/resources/heads/golden.csv

Rows: example,CLASS,WEIGHT,features... (the training images) and NAME,coefficients... (for each unit
the kernel, then the bias). The loss is the mean over the images of weight * cross-entropy, plus
weight decay / 2 * the sum of the squared kernel.
"""

import csv
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression

EXAMPLES = 60
FEATURES = 4
CLASSES = 3
WEIGHT_DECAY = 0.02


def fit(x, y, weights, penalty):
    """Minimizes sum(weights * loss) / examples + penalty / 2 * squares; scikit-learn has C * sum(weights * loss) + squares / 2."""
    model = LogisticRegression(C=1 / (EXAMPLES * penalty), tol=1e-12, max_iter=100000, solver="newton-cg")
    return model.fit(x, y, sample_weight=weights)


def by_unit(coefficients, intercepts):
    return [value for kernel, bias in zip(coefficients, intercepts) for value in (*kernel, bias)]


def smoothed(x, y, smoothing, classes):
    """Soft targets as several examples with weights."""
    rows, labels, weights = [], [], []
    for label in range(classes):
        rows.append(x)
        labels.append(np.full(len(x), label))
        weights.append(np.where(y == label, 1 - smoothing, 0) + smoothing / classes)
    return np.concatenate(rows), np.concatenate(labels), np.concatenate(weights)


def main():
    random = np.random.default_rng(3)
    y = random.choice(CLASSES, EXAMPLES, p=[0.6, 0.3, 0.1])
    x = random.normal(size=(EXAMPLES, FEATURES)) + 0.8 * np.eye(CLASSES, FEATURES)[y]
    x = x.astype(np.float32).astype(np.float64)
    weights = random.choice([0.5, 1, 2], EXAMPLES)
    ones = np.ones(EXAMPLES)
    out = csv.writer(sys.stdout, lineterminator="\n")
    for row, label, weight in zip(x, y, weights):
        out.writerow(["example", label, weight, *(repr(float(v)) for v in row)])

    def write(name, model):
        out.writerow([name, *(repr(float(v)) for v in by_unit(model.coef_, model.intercept_))])

    write("softmax", fit(x, y, ones, WEIGHT_DECAY))
    write("softmax image weights", fit(x, y, weights, WEIGHT_DECAY))
    write("softmax class weights 1 2 4", fit(x, y, np.array([1, 2, 4])[y], WEIGHT_DECAY))
    write("softmax label smoothing 0.1", fit(*smoothed(x, y, 0.1, CLASSES), WEIGHT_DECAY))
    first = (y == 0).astype(int)
    # One unit: the second of scikit-learn's two classes.
    write("sigmoid", fit(x, first, ones, WEIGHT_DECAY))
    write("sigmoid label smoothing 0.1", fit(*smoothed(x, first, 0.1, 2), WEIGHT_DECAY))


if __name__ == "__main__":
    main()
