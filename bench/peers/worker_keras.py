"""Measures a network of Keras Applications on TensorFlow.

By default Keras compiles with XLA. The other variant is without it: a tf.function for the forward pass, and
`jit_compile=False` for the training step.
"""
from __future__ import annotations

from typing import Callable

from timing import measure, peak_bytes, read_request, report

import keras_networks
import keras
import numpy as np
import tensorflow as tf


def forward(model: keras.Model, images: np.ndarray) -> Callable[[], object]:
    return lambda: model.predict_on_batch(images)


def forward_without_xla(model: keras.Model, images: np.ndarray) -> Callable[[], object]:
    function = tf.function(lambda batch: model(batch, training=False))
    batch = tf.constant(images)
    return lambda: function(batch).numpy()


def training_step(model: keras.Model, images: np.ndarray, optimizer: str, xla: bool) -> Callable[[], object]:
    optimizers = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}
    jit_compile = "auto" if xla else False
    model.compile(optimizers[optimizer](1e-3), "categorical_crossentropy", jit_compile=jit_compile)
    labels = np.eye(1000, dtype="float32")[np.arange(len(images)) % 1000]
    return lambda: model.train_on_batch(images, labels)


def main() -> None:
    request = read_request()
    tf.config.threading.set_intra_op_parallelism_threads(request["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(1)
    start_bytes = peak_bytes()
    model = keras_networks.create(request["network"], request["size"])
    shape = (request["batch"], request["size"], request["size"], 3)
    images = np.random.default_rng(1).random(shape, dtype=np.float32)
    xla = request["variant"] == "default"
    if request["mode"] == "train":
        run = training_step(model, images, request["optimizer"], xla)
    else:
        run = forward(model, images) if xla else forward_without_xla(model, images)
    result = measure(run, request)
    report({**result, "parameters": model.count_params(), "peak_bytes": peak_bytes(), "start_bytes": start_bytes})


if __name__ == "__main__":
    main()
