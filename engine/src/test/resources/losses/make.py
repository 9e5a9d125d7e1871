"""Writes keras.csv: values and gradients of Keras's losses in float64.

Run with Keras 3 on TensorFlow: KERAS_BACKEND=tensorflow python make.py

Rows: NAME,KIND,SAMPLE,values...; KIND is inputs (of the activation), targets, loss or gradient
(with respect to the inputs).
"""

import csv
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import losses, ops
from keras.src.trainers.data_adapters.data_adapter_utils import class_weight_to_sample_weights

keras.backend.set_floatx("float64")  # before losses are created

# The last three samples are saturated: wrong, right, and all the same.
INPUTS = np.array(
    [
        [0.3, -1.2, 2.1],
        [-0.7, 0.4, 0.1],
        [1.5, 1.4, -3.0],
        [40.0, -40.0, 0.5],
        [-40.0, 40.0, -39.0],
        [0.0, 0.0, 0.0],
    ]
)
CLASSES = np.array(
    [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0], [1, 0, 0]], dtype="float64"
)
SOFT = np.array(
    [
        [0.1, 0.2, 0.7],
        [0.25, 0.5, 0.25],
        [0.0, 1.0, 0.0],
        [0.3, 0.6, 0.1],
        [0.05, 0.9, 0.05],
        [0.4, 0.4, 0.2],
    ]
)
LABELS = np.array(
    [[1, 0, 1], [0, 0, 0], [1, 1, 1], [0, 1, 1], [0, 1, 0], [1, 0, 1]], dtype="float64"
)
# The first error is 0, the second the delta of the Huber loss; the gradient of Keras there is ours.
NUMBERS = np.array(
    [
        [0.3, -0.2, 0.6],
        [1.1, -2.0, 0.3],
        [1.25, 1.4, -3.25],
        [38.0, -44.0, 0.25],
        [40.0, 41.5, -39.5],
        [0.0, 1.0, -0.5],
    ]
)
WEIGHTS = np.array([0.5, 2.0, 1.25])
# Of each label: the weights where it is absent and present.
CLASS_WEIGHTS = [(0.5, 3.0), (2.0, 0.25), (1.0, 1.5)]
FRACTIONS = np.array(
    [[0.2, 0.1, 0.9], [0.5, 0.6, 0.4], [0.9, 0.3, 0.1], [0.8, 0.1, 0.5], [0, 1, 0.2], [0.5, 0.1, 1]]
)


def categorical(smoothing=0.0):
    return losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=smoothing, reduction=None
    )


def binary(smoothing=0.0):
    return losses.BinaryCrossentropy(from_logits=True, label_smoothing=smoothing, reduction=None)


def weighted_categorical(smoothing=0.0):
    """Keras has no weights of classes in the loss."""

    def loss(targets, logits):
        smoothed = targets * (1 - smoothing) + smoothing / targets.shape[1]
        return -ops.sum(WEIGHTS * smoothed * tf.nn.log_softmax(logits), axis=-1)

    return loss


def weighted_binary(smoothing=0.0):
    """Keras has no weights of labels in the loss: each label is an output of its own."""

    def loss(targets, logits):
        each = binary(smoothing)
        parts = [each(targets[:, i : i + 1], logits[:, i : i + 1]) for i in range(len(WEIGHTS))]
        return ops.mean(WEIGHTS * ops.stack(parts, axis=-1), axis=-1)

    return loss


def class_weighted_binary(smoothing=0.0):
    """Each label is an output of its own with the class_weight of Keras: sample weights."""

    def loss(targets, logits):
        each = binary(smoothing)
        parts = []
        for i, weights in enumerate(CLASS_WEIGHTS[: targets.shape[1]]):
            part = each(targets[:, i : i + 1], logits[:, i : i + 1])
            classes = np.asarray(targets[:, i : i + 1])
            parts.append(part * class_weight_to_sample_weights(classes, dict(enumerate(weights))))
        return ops.mean(ops.stack(parts, axis=-1), axis=-1)

    return loss


def of(loss, activation=None):
    function = keras.activations.get(activation)
    return lambda targets, inputs: loss(reduction=None)(targets, function(inputs))


def huber(delta):
    return lambda reduction: losses.Huber(delta=np.float64(delta), reduction=reduction)


MSE = losses.MeanSquaredError
MAE = losses.MeanAbsoluteError

# The names are those of KerasLosses, which builds the same losses.
CASES = {
    "categorical": (categorical(), INPUTS, CLASSES),
    "categorical-soft": (categorical(), INPUTS, SOFT),
    "categorical-smoothed": (categorical(0.1), INPUTS, CLASSES),
    "categorical-weighted": (weighted_categorical(), INPUTS, CLASSES),
    "categorical-soft-smoothed-weighted": (weighted_categorical(0.2), INPUTS, SOFT),
    "binary": (binary(), INPUTS, LABELS),
    "binary-one-unit": (binary(), INPUTS[:, :1], LABELS[:, :1]),
    "binary-soft": (binary(), INPUTS, SOFT),
    "binary-smoothed": (binary(0.1), INPUTS, LABELS),
    "binary-weighted": (weighted_binary(), INPUTS, LABELS),
    "binary-soft-smoothed-weighted": (weighted_binary(0.2), INPUTS, SOFT),
    "binary-one-unit-class-weighted": (class_weighted_binary(), INPUTS[:, :1], LABELS[:, :1]),
    "binary-class-weighted": (class_weighted_binary(), INPUTS, LABELS),
    "binary-smoothed-class-weighted": (class_weighted_binary(0.2), INPUTS, LABELS),
    "mse": (of(MSE), INPUTS, NUMBERS),
    "mse-one-unit": (of(MSE), INPUTS[:, 1:2], NUMBERS[:, 1:2]),
    "mse-sigmoid": (of(MSE, "sigmoid"), INPUTS, FRACTIONS),
    "mse-softmax": (of(MSE, "softmax"), INPUTS, SOFT),
    "mae": (of(MAE), INPUTS, NUMBERS),
    "mae-tanh": (of(MAE, "tanh"), INPUTS, FRACTIONS),
    "huber": (of(huber(1.0)), INPUTS, NUMBERS),
    "huber-small": (of(huber(0.3)), INPUTS, NUMBERS),
    "huber-sigmoid": (of(huber(0.2), "sigmoid"), INPUTS, FRACTIONS),
}


def main():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras.csv")
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for name, (loss, inputs, targets) in CASES.items():
            variable = tf.Variable(inputs)
            with tf.GradientTape() as tape:
                value = loss(tf.constant(targets), variable)
            gradient = tape.gradient(value, variable)
            assert value.dtype == gradient.dtype == tf.float64
            rows = [
                ("inputs", inputs),
                ("targets", targets),
                ("loss", value.numpy().reshape(-1, 1)),
                ("gradient", gradient.numpy()),
            ]
            for kind, values in rows:
                for sample, row in enumerate(values):
                    out.writerow([name, kind, sample] + [repr(float(v)) for v in row])


if __name__ == "__main__":
    main()
