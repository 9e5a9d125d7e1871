"""Saves one small network with Keras in every way that changes the order of the layers in the file.

    python make.py OUTPUT_DIRECTORY [NETWORK ...]

Run it with each release of Keras (standalone keras, else tf.keras) and pack all outputs into one
files.zip. Files are named RELEASE_NETWORK_NAMES_FROZEN.FORMAT.

Every array is constant, with a value that identifies it: 10 * (number of its layer in the network,
from 1) + (its number in the layer, from 0). So the correct values of a file are known without Keras.
"""
import os
import sys

import numpy as np

try:
    import keras
    if not hasattr(keras, "Model"):
        raise ImportError
except ImportError:
    from tensorflow import keras
RELEASE = "keras" + keras.__version__.replace("-tf", "")

L = keras.layers
OUT = sys.argv[1]
MAJOR, MINOR = (int(n) for n in RELEASE[5:].split(".")[:2])
KERAS3 = MAJOR == 3


class Maker:
    """Creates layers in the order of their numbers, with custom or automatic names."""

    NAMES = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis"]

    def __init__(self, custom):
        self.custom = custom
        self.created = {}

    def name(self, number):
        return {"name": self.NAMES[number - 1]} if self.custom else {}

    def layer(self, number):
        if number not in self.created:
            n = self.name(number)
            self.created[number] = {
                1: lambda: L.Conv2D(4, 3, padding="same", use_bias=False, **n),
                2: lambda: L.BatchNormalization(**n),
                3: lambda: L.SeparableConv2D(4, 3, padding="same", **n),
                4: lambda: L.Conv2D(4, 3, padding="same", **n),
                5: lambda: L.BatchNormalization(scale=False, **n),
                6: lambda: L.Conv2D(4, 3, padding="same", activation="relu", **n),
                7: lambda: L.Conv2D(4, 3, padding="same", activation="relu", **n),
                8: lambda: L.Dense(5, activation="relu", **n),
                9: lambda: L.Dense(2, activation="softmax", **n),
            }[number]()
        return self.created[number]

    def call(self, x, numbers):
        for number in numbers:
            if number == 8:
                x = L.Flatten()(x)
            x = self.layer(number)(x)
            if number in (2, 5):
                x = L.Activation("relu")(x)
            if number == 3:
                x = L.MaxPooling2D(2)(x)
        return x

    def nested_model(self, shape, numbers, extra=None, kind="functional"):
        """A nested model; extra = (number of the layer before it, another nested model)."""
        if kind == "sequential":
            layers = [L.Activation("linear", input_shape=shape)] if not KERAS3 else [keras.Input(shape)]
            for number in numbers:
                layers.append(self.layer(number))
                if number in (2, 5):
                    layers.append(L.Activation("relu"))
                if number == 3:
                    layers.append(L.MaxPooling2D(2))
            return keras.Sequential(layers)
        i = L.Input(shape)
        x = i
        for number in numbers:
            x = self.call(x, [number])
            if extra and extra[0] == number:
                x = extra[1](x)
        return keras.Model(i, x)


def flat(m):
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(i, range(1, 10)))


def nested(m):
    inner = m.nested_model((8, 8, 3), range(1, 8))
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(inner(i), [8, 9]))


def nestedseq(m):
    inner = m.nested_model((8, 8, 3), range(1, 8), kind="sequential")
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(inner(i), [8, 9]))


def inseq(m):
    inner = m.nested_model((8, 8, 3), range(1, 8))
    return keras.Sequential([keras.Input((8, 8, 3)) if KERAS3 else L.InputLayer((8, 8, 3)),
                             inner, L.Flatten(), m.layer(8), m.layer(9)])


def between(m):
    inner = m.nested_model((4, 4, 4), [5, 6])
    i = L.Input((8, 8, 3))
    x = m.call(i, [1, 2, 3, 4])
    return keras.Model(i, m.call(inner(x), [7, 8, 9]))


def later(m):
    """The outer layers are created before the nested model."""
    i = L.Input((8, 8, 3))
    x = m.call(i, [1, 2, 3, 4])
    m.layer(7)
    inner = m.nested_model((4, 4, 4), [5, 6])
    return keras.Model(i, m.call(inner(x), [7, 8, 9]))


def twice(m):
    innermost = m.nested_model((4, 4, 4), [4, 5, 6])
    inner = m.nested_model((8, 8, 3), [1, 2, 3], extra=(3, innermost))
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(inner(i), [7, 8, 9]))


def two(m):
    """Two nested models, the second created first."""
    second = m.nested_model((4, 4, 4), [6, 7])
    first = m.nested_model((8, 8, 3), [1, 2, 3, 4, 5])
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(second(first(i)), [8, 9]))


def headed(m):
    """The nested model and the outer one both have a dense layer."""
    inner = m.nested_model((8, 8, 3), range(1, 9))
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(inner(i), [9]))


def prepared(m):
    """Preprocessing layers precede the network."""
    i = L.Input((8, 8, 3))
    x = L.RandomFlip("horizontal")(i)
    x = L.Rescaling(1.0)(x)
    x = L.Normalization(mean=[0.0, 0.0, 0.0], variance=[1.0, 1.0, 1.0])(x) if KERAS3 else adapted()(x)
    return keras.Model(i, m.call(x, range(1, 10)))


def adapted():
    norm = L.Normalization()
    norm.adapt(np.array([[[[-1.0, -1, -1]]], [[[1.0, 1, 1]]]], "float32"))
    return norm


def subclass(m):
    """A subclassed model with lists of layers as attributes."""

    class Sub(keras.Model):
        def __init__(self):
            super().__init__()
            self.body = [m.layer(k) for k in range(1, 8)]
            self.head = [L.Flatten(), m.layer(8), m.layer(9)]
            self.pool = L.MaxPooling2D(2)

        def call(self, x):
            for k, layer in enumerate(self.body, 1):
                x = layer(x)
                if k in (2, 5):
                    x = keras.ops.relu(x)
                if k == 3:
                    x = self.pool(x)
            for layer in self.head:
                x = layer(x)
            return x

    model = Sub()
    model(np.zeros((1, 8, 8, 3), "float32"))
    return model


NETWORKS = [flat, nested, nestedseq, inseq, between, later, twice, two, headed]
if MAJOR == 3 or MINOR >= 6:
    NETWORKS.append(prepared)
if MAJOR == 3:
    NETWORKS.append(subclass)
FROZEN = {
    "none": [],
    "first": [1, 2, 3],
    "middle": [5, 6],
    "last": [7],
    "most": [1, 2, 3, 4, 5, 6],
    "norms": [2, 5],
    "all": list(range(1, 8)),
}


def branches(created, added, custom):
    """stem (1), left with relu (2), right without (3), their sum, dense (4); created and added in any order."""
    w = ["ant", "bee", "cat", "dog"]
    n = (lambda k: {"name": w[k - 1]}) if custom else (lambda k: {})
    i = L.Input((8, 8, 3))
    layers = {1: L.Conv2D(4, 3, padding="same", activation="relu", **n(1))}
    for k in created:
        layers[k] = L.Conv2D(4, 3, padding="same", activation="relu" if k == 2 else None, **n(k))
    layers[4] = L.Dense(2, activation="softmax", **n(4))
    y = layers[1](i)
    x = L.Add()([layers[k](y) for k in added])
    return keras.Model(i, layers[4](L.GlobalAveragePooling2D()(x))), layers


def fill(layers):
    for number, layer in layers.items():
        # for these layers, get_weights() has trainable arrays first, even if they are frozen
        layer.set_weights([np.full(w.shape, 10 * number + k, "float32") for k, w in enumerate(layer.get_weights())])


def save(model, stem):
    path = os.path.join(OUT, stem)
    if "_subclass_" in stem:
        model.save_weights(path + ".weights.h5")
        return
    model.save(path + ".whole.h5")
    if KERAS3:
        model.save(path + ".keras")
        model.save_weights(path + ".weights.h5")
    else:
        model.save_weights(path + ".legacy.h5")
        if MINOR >= 12:
            model.save(path + ".keras", **({"save_format": "keras_v3"} if MINOR < 13 else {}))
        if MINOR >= 13:
            model.save_weights(path + ".weights.h5")


def main():
    os.makedirs(OUT, exist_ok=True)
    selected = sys.argv[2:]
    for network in NETWORKS:
        if selected and network.__name__ not in selected:
            continue
        for custom in (False, True):
            for name, frozen in FROZEN.items():
                if network.__name__ in ("flat", "prepared", "subclass") and name not in ("none", "middle"):
                    continue
                keras.backend.clear_session()
                m = Maker(custom)
                model = network(m)
                fill(m.created)
                for number in frozen:
                    m.created[number].trainable = False
                save(model, "_".join([RELEASE, network.__name__, "named" if custom else "auto", name]))
    for created in ((2, 3), (3, 2)) if not selected or "branches" in selected else ():
        for added in ((2, 3), (3, 2)):
            for custom in (False, True):
                keras.backend.clear_session()
                model, layers = branches(created, added, custom)
                fill(layers)
                save(model, "%s_branches%d%d_%s_none" % (RELEASE, created[0], added[0], "named" if custom else "auto"))


main()
