"""Writes NETWORK.json.gz and alphas.csv: MobileNet and MobileNetV2 of Keras Applications with other widths.

    pip install tensorflow-cpu==2.21.0 keras==3.15.1
    CUDA_VISIBLE_DEVICES= python make.py

Parameter counts with 1000 classes and without top, the shape of every layer, and for some of the
networks the output of every layer in float64, for the weights and the image of FormulaTensors.
alphas.csv: parameters without top for widths without published weights.
"""
import gzip
import json
import pathlib
import random
import zlib

import keras
import numpy as np

NETWORKS = {
    "mobilenet-0.75": (keras.applications.MobileNet, 0.75, False),
    "mobilenet-0.5": (keras.applications.MobileNet, 0.5, True),
    "mobilenet-0.25": (keras.applications.MobileNet, 0.25, True),
    "mobilenetv2-1.4": (keras.applications.MobileNetV2, 1.4, True),
    "mobilenetv2-1.3": (keras.applications.MobileNetV2, 1.3, False),
    "mobilenetv2-0.75": (keras.applications.MobileNetV2, 0.75, False),
    "mobilenetv2-0.5": (keras.applications.MobileNetV2, 0.5, False),
    "mobilenetv2-0.35": (keras.applications.MobileNetV2, 0.35, True),
}
# At 0.1 and 0.12, MobileNetV2 has a residual connection around its first block.
OTHER_ALPHAS = [0.1, 0.12, 0.2, 0.28, 0.37, 0.44, 0.58, 0.9, 0.99, 1.01, 1.15, 1.7]
GAIN = 2.0
SAMPLES = 8


def uniform(name, count):
    h = np.arange(count, dtype=np.uint32) ^ np.uint32(zlib.crc32(name.encode()))
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return (h >> np.uint32(8)) / 16777216.0


def weight(layer, kind, shape):
    u = uniform(f"{layer}/{kind}", int(np.prod(shape)))
    if kind == "gamma":
        values = 0.8 + 0.4 * u
    elif kind == "moving_variance":
        values = 0.5 + u
    elif kind.endswith("kernel"):
        inputs = shape[0] * shape[1] if kind == "depthwise_kernel" else np.prod(shape[:-1])
        values = (2 * u - 1) * np.sqrt(3 * GAIN / inputs)
    else:
        values = (2 * u - 1) * 0.1
    return values.astype(np.float32).reshape(shape)


def fill(model):
    for layer in model.layers:
        for variable in layer.weights:
            depthwise = isinstance(layer, keras.layers.DepthwiseConv2D) and "kernel" in variable.name
            kind = "depthwise_kernel" if depthwise else variable.name
            variable.assign(weight(layer.name, kind, variable.shape))


def counts(model):
    trainable = sum(int(np.prod(v.shape)) for v in model.trainable_variables)
    return {"total": model.count_params(), "trainable": trainable}


def layers(model, values):
    for layer, value in zip(model.layers, values):
        entry = {"name": layer.name, "class": type(layer).__name__, "shape": list(layer.output.shape[1:])}
        if value is not None:
            flat = np.asarray(value)[0].ravel()
            picked = random.Random(layer.name).sample(range(flat.size), min(SAMPLES, flat.size))
            entry["std"] = float(f"{flat.std():.9g}")
            entry["samples"] = [[i, float(f"{flat[i]:.9g}")] for i in sorted(picked)]
        yield entry


def run(build, alpha, shape, classes, activations):
    keras.backend.clear_session()  # automatic names start again
    model = build(input_shape=shape, alpha=alpha, weights=None, classes=classes)
    values = [None] * len(model.layers)
    if activations:
        fill(model)
        image = (2 * uniform("input", int(np.prod(shape))) - 1).reshape((1, *shape))
        values = keras.Model(model.input, [layer.output for layer in model.layers])(image, training=False)
    top = {"input": list(shape), "top": True, "classes": classes, **counts(model)}
    return {**top, "layers": list(layers(model, values))}


def write_alphas():
    rows = ["network,alpha,parameters"]
    for name, build in [("mobilenet", keras.applications.MobileNet), ("mobilenetv2", keras.applications.MobileNetV2)]:
        for alpha in OTHER_ALPHAS:
            model = build(input_shape=(64, 64, 3), alpha=alpha, weights=None, include_top=False)
            rows.append(f"{name},{alpha},{model.count_params()}")
    (pathlib.Path(__file__).parent / "alphas.csv").write_text("\n".join(rows) + "\n")


def main():
    write_alphas()
    keras.config.set_floatx("float64")
    for name, (build, alpha, activations) in NETWORKS.items():
        content = {"network": name, "gain": GAIN, "runs": [
            run(build, alpha, (224, 224, 3), 1000, False),
            run(build, alpha, (71, 64, 3), 10, activations)]}
        model = build(input_shape=(224, 224, 3), alpha=alpha, weights=None, include_top=False)
        content["withoutTop"] = counts(model)
        text = json.dumps(content, separators=(",", ":")).replace('{"name"', '\n{"name"')
        target = pathlib.Path(__file__).parent / f"{name}.json.gz"
        target.write_bytes(gzip.compress(text.encode(), mtime=0))
        print(name, content["withoutTop"], [{k: r[k] for k in ("total", "trainable")} for r in content["runs"]])


main()
