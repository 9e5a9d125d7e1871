"""Writes the small HDF5 files of this folder for WeightsFileTest. Requires h5py and numpy.

Values: array k of a file contains k, k + 0.5, k + 1, ... in C order.
"""
import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def values(k, shape, dtype):
    count = int(np.prod(shape))
    return (k + 0.5 * np.arange(count)).reshape(shape).astype(dtype)


def legacy(root, layers, strings=lambda names: np.array([n.encode() for n in names])):
    """layers: [(layer, [(weight name, shape, dtype, options)])]"""
    root.attrs["layer_names"] = strings([name for name, _ in layers])
    k = 0
    for name, weights in layers:
        group = root.create_group(name)
        group.attrs["weight_names"] = strings([w[0] for w in weights]) if weights else np.zeros((0,))
        for w, shape, dtype, options in weights:
            group.create_dataset(w, data=values(k, shape, dtype), **options)
            k += 1


def make(name, **options):
    return h5py.File(os.path.join(HERE, name), "w", **options)


KERNEL = ("c/kernel:0", (3, 3, 2, 4), "<f4", {})

with make("types.h5") as f:
    legacy(f, [
        ("input_1", []),
        ("half", [("half/kernel:0", (2, 3), "<f2", {})]),
        ("double", [("double/kernel:0", (2, 3), "<f8", {})]),
        ("big_endian", [("big_endian/kernel:0", (2, 3), ">f4", {})]),
        ("packed", [("packed/kernel:0", (40, 30), "<f4",
                     {"chunks": (16, 16), "compression": "gzip", "shuffle": True, "fletcher32": True})]),
        ("conv1/bn", [("conv1/bn/gamma:0", (4,), "<f4", {}), ("conv1/bn/beta:0", (4,), "<f4", {})]),
        ("count", [("count/count:0", (), "<f4", {})]),
    ])

with make("split.h5") as f:
    names = ["dense_with_a_long_name_%d" % i for i in range(5)]
    legacy(f, [(n, [(n + "/kernel:0", (2, 2), "<f4", {}), (n + "/bias:0", (2,), "<f4", {})]) for n in names],
           lambda n: np.array(n, dtype=object))
    del f.attrs["layer_names"]
    f.attrs["layer_names0"] = np.array(names[:3], dtype=object)
    f.attrs["layer_names1"] = np.array(names[3:], dtype=object)
    g = f[names[0]]
    both = list(g.attrs["weight_names"])
    del g.attrs["weight_names"]
    for i, n in enumerate(both):
        g.attrs["weight_names%d" % i] = np.array([n], dtype=object)

with make("latest.h5", libver="latest") as f:
    legacy(f, [("c", [KERNEL])])

with make("newest.h5", libver="latest") as f:               # chunks of HDF5 2.0: data layout version 5
    legacy(f, [("c", [("c/kernel:0", (64, 64), "<f4", {"chunks": (16, 64), "compression": "gzip"})])])

with make("no-layers.h5") as f:
    f.create_dataset("images/all", data=values(0, (2, 2), "<f4"))

with make("no-weights.h5") as f:
    legacy(f, [("input_1", []), ("relu", [])])

with make("theano.h5") as f:
    legacy(f, [("c", [KERNEL])])
    f.attrs["backend"] = np.bytes_(b"theano")

with make("integers.h5") as f:
    legacy(f, [("c", [("c/kernel:0", (2, 2), "<i8", {})])])

with make("opaque.h5") as f:                                # as Keras 3 writes bfloat16
    legacy(f, [("c", [("c/kernel:0", (2, 2), "<f2", {})])])
    del f["c/c/kernel:0"]
    f["c"].create_dataset("c/kernel:0", data=values(0, (2, 2), "<f2").view("V2"))

with make("nested.h5") as f:                                # a nested model, as in Keras 2 and 3
    legacy(f, [
        ("base", [("conv/kernel", (1, 1, 2, 3), "<f4", {}),
                  ("bn/gamma", (3,), "<f4", {}), ("bn/beta", (3,), "<f4", {}),
                  ("base/last/kernel:0", (1, 1, 3, 4), "<f4", {}),
                  ("bn/moving_mean", (3,), "<f4", {}), ("bn/moving_variance", (3,), "<f4", {})]),
        ("dense", [("top/dense/kernel", (4, 2), "<f4", {}), ("top/dense/bias", (2,), "<f4", {})]),
    ])

with make("lost-group.h5") as f:
    legacy(f, [("c", [KERNEL]), ("d", [])])
    del f["d"]

with make("lost-array.h5") as f:
    legacy(f, [("c", [KERNEL])])
    del f["c/c/kernel:0"]

with make("huge.h5") as f:
    legacy(f, [("c", [])])
    f["c"].attrs["weight_names"] = np.array([b"c/kernel:0"])
    f["c"].create_dataset("c/kernel:0", shape=(4096, 65536), dtype="<f4", chunks=(64, 64), compression="gzip")

with make("keras3-unnamed.weights.h5") as f:                # early Keras 3: no attribute "name"
    for k, (path, shape) in enumerate([("conv2d", (1, 1, 2, 3)), ("conv2d_1", (1, 1, 3, 4)), ("conv2d_10", (1, 1, 4, 5)),
                                       ("conv2d_2", (1, 1, 5, 6)), ("dense", (6, 2))]):
        f.create_group("layers/" + path + "/vars").create_dataset("0", data=values(k, shape, "<f4"))
    f.create_group("layers/flatten/vars")

with make("nan.h5") as f:
    legacy(f, [("c", [("c/kernel:0", (3, 3, 2, 4), "<f4", {}), ("c/bias:0", (4,), "<f8", {})])])
    f["c/c/kernel:0"][2, 1, 0, 3] = np.nan
    f["c/c/bias:0"][1] = 1e39  # beyond float32
