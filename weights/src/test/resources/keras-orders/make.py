"""Saves one small network with Keras in every way that changes the order in which a file holds its layers.

    python make.py OUTPUT_DIRECTORY [NETWORK ...]

Run it with each release of Keras (standalone keras, else tf.keras); pack all outputs into one
keras-orders.zip. A file's name is RELEASE_NETWORK_NAMES_FROZEN.FORMAT.

Every array is constant. Its value tells which it is: 10 * (place of its layer in the network) + (its
place in the layer), counted from 1 and 0. So the right values of a file are known without Keras.
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
    """Makes the layers in the order of their places; names them as the variant wants."""

    WORDS = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis"]

    def __init__(self, custom):
        self.custom = custom
        self.made = {}

    def name(self, place):
        return {"name": self.WORDS[place - 1]} if self.custom else {}

    def layer(self, place):
        if place not in self.made:
            n = self.name(place)
            self.made[place] = {
                1: lambda: L.Conv2D(4, 3, padding="same", use_bias=False, **n),
                2: lambda: L.BatchNormalization(**n),
                3: lambda: L.SeparableConv2D(4, 3, padding="same", **n),
                4: lambda: L.Conv2D(4, 3, padding="same", **n),
                5: lambda: L.BatchNormalization(scale=False, **n),
                6: lambda: L.Conv2D(4, 3, padding="same", activation="relu", **n),
                7: lambda: L.Conv2D(4, 3, padding="same", activation="relu", **n),
                8: lambda: L.Dense(5, activation="relu", **n),
                9: lambda: L.Dense(2, activation="softmax", **n),
            }[place]()
        return self.made[place]

    def call(self, x, places):
        for place in places:
            if place == 8:
                x = L.Flatten()(x)
            x = self.layer(place)(x)
            if place in (2, 5):
                x = L.Activation("relu")(x)
            if place == 3:
                x = L.MaxPooling2D(2)(x)
        return x

    def inner(self, shape, places, extra=None, kind="functional"):
        """A network of its own; extra = (after which place, an inner network)."""
        if kind == "sequential":
            layers = [L.Activation("linear", input_shape=shape)] if not KERAS3 else [keras.Input(shape)]
            for place in places:
                layers.append(self.layer(place))
                if place in (2, 5):
                    layers.append(L.Activation("relu"))
                if place == 3:
                    layers.append(L.MaxPooling2D(2))
            return keras.Sequential(layers)
        i = L.Input(shape)
        x = i
        for place in places:
            x = self.call(x, [place])
            if extra and extra[0] == place:
                x = extra[1](x)
        return keras.Model(i, x)


def flat(m):
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(i, range(1, 10)))


def nested(m):
    inner = m.inner((8, 8, 3), range(1, 8))
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(inner(i), [8, 9]))


def nestedseq(m):
    inner = m.inner((8, 8, 3), range(1, 8), kind="sequential")
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(inner(i), [8, 9]))


def inseq(m):
    inner = m.inner((8, 8, 3), range(1, 8))
    return keras.Sequential([keras.Input((8, 8, 3)) if KERAS3 else L.InputLayer((8, 8, 3)),
                             inner, L.Flatten(), m.layer(8), m.layer(9)])


def between(m):
    inner = m.inner((4, 4, 4), [5, 6])
    i = L.Input((8, 8, 3))
    x = m.call(i, [1, 2, 3, 4])
    return keras.Model(i, m.call(inner(x), [7, 8, 9]))


def later(m):
    """The outer layers are made before the inner network is."""
    i = L.Input((8, 8, 3))
    x = m.call(i, [1, 2, 3, 4])
    m.layer(7)
    inner = m.inner((4, 4, 4), [5, 6])
    return keras.Model(i, m.call(inner(x), [7, 8, 9]))


def twice(m):
    innermost = m.inner((4, 4, 4), [4, 5, 6])
    inner = m.inner((8, 8, 3), [1, 2, 3], extra=(3, innermost))
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(inner(i), [7, 8, 9]))


def two(m):
    """Two inner networks, the second made first."""
    second = m.inner((4, 4, 4), [6, 7])
    first = m.inner((8, 8, 3), [1, 2, 3, 4, 5])
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(second(first(i)), [8, 9]))


def headed(m):
    """The inner network holds a dense layer, the outer one another."""
    inner = m.inner((8, 8, 3), range(1, 9))
    i = L.Input((8, 8, 3))
    return keras.Model(i, m.call(inner(i), [9]))


def prepared(m):
    """Layers that prepare images stand before the network."""
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
    """A class of its own, with layers in lists that are its attributes."""

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


def branches(made, joined, custom):
    """stem (1), left with relu (2), right without (3), their sum, dense (4); made and joined in any order."""
    w = ["ant", "bee", "cat", "dog"]
    n = (lambda k: {"name": w[k - 1]}) if custom else (lambda k: {})
    i = L.Input((8, 8, 3))
    layers = {1: L.Conv2D(4, 3, padding="same", activation="relu", **n(1))}
    for k in made:
        layers[k] = L.Conv2D(4, 3, padding="same", activation="relu" if k == 2 else None, **n(k))
    layers[4] = L.Dense(2, activation="softmax", **n(4))
    y = layers[1](i)
    x = L.Add()([layers[k](y) for k in joined])
    return keras.Model(i, layers[4](L.GlobalAveragePooling2D()(x))), layers


def fill(layers):
    for place, layer in layers.items():
        # get_weights() has trainable arrays first, whatever is frozen, for these layers alone
        layer.set_weights([np.full(w.shape, 10 * place + k, "float32") for k, w in enumerate(layer.get_weights())])


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
    wanted = sys.argv[2:]
    for network in NETWORKS:
        if wanted and network.__name__ not in wanted:
            continue
        for custom in (False, True):
            for name, frozen in FROZEN.items():
                if network.__name__ in ("flat", "prepared", "subclass") and name not in ("none", "middle"):
                    continue
                keras.backend.clear_session()
                m = Maker(custom)
                model = network(m)
                fill(m.made)
                for place in frozen:
                    m.made[place].trainable = False
                save(model, "_".join([RELEASE, network.__name__, "named" if custom else "auto", name]))
    for made in ((2, 3), (3, 2)) if not wanted or "branches" in wanted else ():
        for joined in ((2, 3), (3, 2)):
            for custom in (False, True):
                keras.backend.clear_session()
                model, layers = branches(made, joined, custom)
                fill(layers)
                save(model, "%s_branches%d%d_%s_none" % (RELEASE, made[0], joined[0], "named" if custom else "auto"))


main()
