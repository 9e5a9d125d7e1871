"""Writes regularization.csv: updates of Keras's and PyTorch's optimizers with regularization.

Run with Keras 3 and PyTorch: KERAS_BACKEND=torch python bench/regularization.py > \
engine/src/test/resources/optimizers/regularization.csv

Rows: gradient,STEP,values... (the same gradients for all cases) and NAME,STEP,values... (the
parameters after the step; step 0 is the initial value). The first four parameters are a kernel, the
last two a bias. The rows "ema average" have the averages instead of the parameters.
"""

import csv
import math
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import torch

keras.config.set_floatx("float64")

STEPS = 12
KERNEL = 4
SIZE = 6
# PyTorch adds epsilon in another place than Keras; a tiny one makes both the same.
TINY = 1e-30


def gradient(step):
    return [math.sin(1.7 * step + 0.9 * i) * 10.0 ** (i % 4 - 2) for i in range(SIZE)]


def initial():
    return [math.cos(0.6 * i) for i in range(SIZE)]


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def values(variables):
    return [float(v) for variable in variables for v in variable.detach().flatten()]


def of_keras(optimizer, penalty=None, average=False):
    """Returns the parameters, or their averages, before the first and after each step."""
    kernel = keras.Variable(initial()[:KERNEL], dtype="float64", name="kernel")
    bias = keras.Variable(initial()[KERNEL:], dtype="float64", name="bias")
    optimizer.build([kernel, bias])
    rows = [values([kernel.value, bias.value])]
    for step in range(1, STEPS + 1):
        g = tensor(gradient(step))
        kernel_gradient = g[:KERNEL]
        if penalty is not None:
            copy = kernel.value.detach().clone().requires_grad_(True)
            kernel_gradient = kernel_gradient + torch.autograd.grad(penalty(copy), copy)[0]
        optimizer.apply([kernel_gradient, g[KERNEL:]], [kernel, bias])
        shown = optimizer._model_variables_moving_average if average else [kernel, bias]
        rows.append(values([v.value for v in shown]))
    return rows


def without_bias(optimizer):
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def clipped_by_torch():
    kernel = torch.nn.Parameter(tensor(initial()[:KERNEL]))
    bias = torch.nn.Parameter(tensor(initial()[KERNEL:]))
    optimizer = torch.optim.SGD([kernel, bias], lr=0.02, momentum=0.9)
    rows = [values([kernel, bias])]
    for step in range(1, STEPS + 1):
        g = tensor(gradient(step))
        kernel.grad, bias.grad = g[:KERNEL].clone(), g[KERNEL:].clone()
        torch.nn.utils.clip_grad_norm_([kernel, bias], 0.5)
        optimizer.step()
        rows.append(values([kernel, bias]))
    return rows


def new_group(start):
    """The kernel joins after some steps, as when a layer is unfrozen."""
    kernel = torch.nn.Parameter(tensor(initial()[:KERNEL]))
    bias = torch.nn.Parameter(tensor(initial()[KERNEL:]))
    optimizer = torch.optim.Adam([bias], lr=0.01, eps=TINY)
    rows = [values([kernel, bias])]
    for step in range(1, STEPS + 1):
        if step == start + 1:
            optimizer.add_param_group({"params": [kernel]})
        g = tensor(gradient(step))
        kernel.grad, bias.grad = g[:KERNEL].clone(), g[KERNEL:].clone()
        optimizer.step()
        rows.append(values([kernel, bias]))
    return rows


def main():
    k = keras.optimizers
    ema = {"use_ema": True, "ema_momentum": 0.9}
    cases = {
        "clip-norm": of_keras(k.SGD(learning_rate=0.02, momentum=0.9, global_clipnorm=0.5)),
        "clip-norm torch": clipped_by_torch(),
        "clip-value": of_keras(k.SGD(learning_rate=0.02, clipvalue=0.3)),
        "l1": of_keras(k.SGD(learning_rate=0.02), penalty=keras.regularizers.L1(0.1)),
        # Keras's L2 has no factor of a half.
        "l1-l2 clip-norm": of_keras(
            k.SGD(learning_rate=0.02, global_clipnorm=0.5),
            penalty=keras.regularizers.L1L2(l1=0.1, l2=0.2 / 2),
        ),
        "adamw kernel": of_keras(without_bias(k.AdamW(learning_rate=0.02, weight_decay=0.1))),
        "adamw all": of_keras(k.AdamW(learning_rate=0.02, weight_decay=0.1)),
        "accumulate": of_keras(k.Adam(learning_rate=0.02, gradient_accumulation_steps=3)),
        "ema": of_keras(k.Adam(learning_rate=0.02, **ema)),
        "ema average": of_keras(k.Adam(learning_rate=0.02, **ema), average=True),
        "new group": new_group(5),
    }
    out = csv.writer(sys.stdout, lineterminator="\n")
    for step in range(1, STEPS + 1):
        out.writerow(["gradient", step] + [repr(v) for v in gradient(step)])
    for name, rows in cases.items():
        for step, row in enumerate(rows):
            out.writerow([name, step] + [repr(v) for v in row])


if __name__ == "__main__":
    main()
