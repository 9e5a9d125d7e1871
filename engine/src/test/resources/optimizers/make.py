"""Writes keras.csv: 20 updates of Keras's optimizers in float64.

Run with Keras 3 on TensorFlow: KERAS_BACKEND=tensorflow python make.py

Rows: gradient,STEP,values... (the same gradients for all optimizers) and NAME,STEP,values...
(the parameters after the step; step 0 is the initial value).
"""

import csv
import math
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

STEPS = 20
SIZE = 6

# The names are those of KerasOptimizersTest, which builds the same rules.
OPTIMIZERS = {
    "adam": lambda k: k.Adam(),
    "adam-other": lambda k: k.Adam(learning_rate=0.02, beta_1=0.8, beta_2=0.95, epsilon=1e-4),
    "adamw": lambda k: k.AdamW(),
    "adamw-other": lambda k: k.AdamW(
        learning_rate=0.02, weight_decay=0.1, beta_1=0.8, beta_2=0.95, epsilon=1e-4
    ),
    "sgd": lambda k: k.SGD(),
    "sgd-momentum": lambda k: k.SGD(learning_rate=0.02, momentum=0.9),
    "sgd-nesterov": lambda k: k.SGD(learning_rate=0.02, momentum=0.9, nesterov=True),
    "rmsprop": lambda k: k.RMSprop(),
    "rmsprop-momentum": lambda k: k.RMSprop(learning_rate=0.02, rho=0.8, momentum=0.7, epsilon=1e-4),
    "rmsprop-centered": lambda k: k.RMSprop(learning_rate=0.02, centered=True),
    "rmsprop-centered-momentum": lambda k: k.RMSprop(momentum=0.7, centered=True, epsilon=1e-3),
}


def gradient(step):
    """Changes sign and size; the last value is 0 in every other step."""
    values = [math.sin(1.7 * step + 0.9 * i) * 10.0 ** (i % 4 - 2) for i in range(SIZE)]
    if step % 2 == 0:
        values[-1] = 0.0
    return np.array(values)


def in_double(optimizer):
    """Keras on TensorFlow casts a Python float to float32 before it casts it to float64."""
    for name in ["beta_1", "beta_2", "epsilon", "momentum", "rho", "weight_decay"]:
        if isinstance(getattr(optimizer, name, None), float):
            setattr(optimizer, name, np.float64(getattr(optimizer, name)))
    return optimizer


def main():
    keras.backend.set_floatx("float64")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras.csv")
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for step in range(1, STEPS + 1):
            out.writerow(["gradient", step] + [repr(float(v)) for v in gradient(step)])
        for name, optimizer in OPTIMIZERS.items():
            optimizer = in_double(optimizer(keras.optimizers))
            initial = np.array([math.cos(0.6 * i) for i in range(SIZE)])
            variable = keras.Variable(initial, dtype="float64")
            for step in range(STEPS + 1):
                if step > 0:
                    optimizer.apply([keras.ops.convert_to_tensor(gradient(step))], [variable])
                out.writerow([name, step] + [repr(float(v)) for v in variable.numpy()])


if __name__ == "__main__":
    main()
