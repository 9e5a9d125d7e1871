"""Random weights by real Keras into Blockwright: the same picture, the same inner values?

    python3 -m venv venv && venv/bin/pip install -r bench/requirements.txt
    venv/bin/python bench/keras_parity.py [--seed N] [--top] [--old] [NETWORK[:HxW] ...]

For each network of Keras Applications, and those of the article from keras_networks.py: Keras builds it at the size that is asked for, fills it with random weights and writes them as
a legacy .h5 file; a random picture of that size becomes a PNG file. Then both compute: Keras by a model that gives the inner values,
Blockwright by `features NETWORK PICTURE --weights FILE --input HxWx3 --layer ...`. Shown is the largest difference in units of the
layer's standard deviation, and how far Keras itself is off there when it computes in float32. Above 3e-4 it is too large, unless
Keras's own is a third of it or more, as behind a softmax of large scores; then the exit code is 1.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import h5py
import keras
import keras_networks
import numpy as np
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The golden files allow 2e-4 for the 24 values that they hold of each layer; here it is the largest of all values.
LIMIT = 3e-4
GAIN_ONE = ("resnet50", "xception", "nasnetmobile")
# name: (what builds it without weights, module with the preprocessing, sizes)
NETWORKS = {
    "vgg16": ("VGG16", "vgg16", ["224x224", "70x101"]),
    "vgg19": ("VGG19", "vgg19", ["224x224", "33x64"]),
    "resnet50": ("ResNet50", "resnet50", ["224x224", "77x90"]),
    "mobilenet": ("MobileNet", "mobilenet", ["224x224", "65x98"]),
    "mobilenetv2": ("MobileNetV2", "mobilenet_v2", ["224x224", "65x98"]),
    "densenet121": ("DenseNet121", "densenet", ["224x224", "61x94"]),
    "inceptionv3": ("InceptionV3", "inception_v3", ["299x299", "90x121"]),
    "inceptionresnetv2": ("InceptionResNetV2", "inception_resnet_v2", ["299x299", "81x112"]),
    "xception": ("Xception", "xception", ["299x299", "83x126"]),
    "nasnetmobile": ("NASNetMobile", "nasnet", ["224x224", "45x78"]),
    **keras_networks.ARTICLE,
}
COMPARED = ("Conv2D", "SeparableConv2D", "DepthwiseConv2D", "BatchNormalization", "Activation", "ReLU", "LeakyReLU", "Softmax", "Add", "Concatenate",
            "MaxPooling2D", "AveragePooling2D", "CustomScaleLayer", "Dense", "GlobalAveragePooling2D")


def fill(model, rng, gain):
    for layer in model.layers:
        values = []
        for variable in layer.weights:
            kind, shape = variable.name.split("/")[-1], tuple(variable.shape)
            if len(shape) > 1:
                depthwise = type(layer).__name__ == "DepthwiseConv2D" or kind == "depthwise_kernel"
                fan_in = np.prod(shape[:2]) if depthwise else np.prod(shape[:-1])
                bound = np.sqrt(3 * gain / fan_in)
                values.append(rng.uniform(-bound, bound, shape))
            elif kind == "gamma":
                values.append(rng.uniform(0.8, 1.2, shape))
            elif kind == "moving_variance":
                values.append(rng.uniform(0.5, 1.5, shape))
            else:
                values.append(rng.uniform(-0.1, 0.1, shape))
        if values:
            layer.set_weights([v.astype(np.float32).astype(np.float64) for v in values])


def write(model, path, old):
    """The layout of Keras's legacy save_weights; with `old`, automatic names count on as in a process that built other models."""
    names = [renamed(layer.name) if old else layer.name for layer in model.layers]
    with h5py.File(path, "w", libver="earliest") as file:
        file.attrs["layer_names"] = np.array([n.encode() for n in names])
        file.attrs["backend"] = np.bytes_(b"tensorflow")
        file.attrs["keras_version"] = np.bytes_(b"2.1.6")
        for name, layer in zip(names, model.layers):
            group = file.create_group(name)
            weights = [f"{name}/{v.name.split('/')[-1]}:0" for v in layer.weights]
            group.attrs["weight_names"] = np.array([w.encode() for w in weights]) if weights else np.zeros((0,))
            for weight, variable in zip(weights, layer.weights):
                group.create_dataset(weight, data=np.asarray(variable, dtype=np.float32))


def renamed(name):
    for stem in ("conv2d", "batch_normalization", "activation", "separable_conv2d"):
        if name == stem or name.startswith(stem + "_") and name[len(stem) + 1:].isdigit():
            number = 0 if name == stem else int(name[len(stem) + 1:])
            return f"{stem}_{number + 37}"
    return name


def run(name, size, arguments, folder):
    module = NETWORKS[name][1]
    height, width = (int(side) for side in size.split("x"))
    model = build(name, height, width, arguments.top, "float64")
    rng = np.random.default_rng([arguments.seed, height, width])
    fill(model, rng, 1.0 if name in GAIN_ONE else 2.0)
    weights, picture, out = folder / "weights.h5", folder / "picture.png", folder / "out.npz"
    write(model, weights, arguments.old)
    pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(picture)
    layers = [l.name for l in model.layers if type(l).__name__ in COMPARED]
    layers = layers[arguments.seed % 7::7] + layers[-1:]
    if name == "mobilenet" and arguments.top:
        layers = [l for l in layers if l != "conv_preds"]
    x = getattr(keras.applications, module).preprocess_input(pixels[None].astype(np.float64))
    expected = inner(model, layers, x)
    single = build(name, height, width, arguments.top, "float32")
    for wide, narrow in zip(model.layers, single.layers):
        narrow.set_weights(wide.get_weights())
    rounded = inner(single, layers, x)
    out.unlink(missing_ok=True)
    subprocess.run(
        [ROOT / "blockwright", "features", name, picture, "--weights", weights, "--input", f"{height}x{width}x3",
         *(a for l in layers for a in ("--layer", l)), "-o", out, "--quiet"],
        check=True, stdout=subprocess.DEVNULL)
    got = np.load(out)
    worst, at, own, good = 0.0, "", 0.0, True
    for layer, value, float32 in zip(layers, expected, rounded):
        scale = max(value.std(), 1e-6)
        difference = np.abs(got[layer].reshape(value.shape) - value).max() / scale
        keras_own = np.abs(float32 - value).max() / scale
        good &= difference <= max(LIMIT, 3 * keras_own)
        if difference >= worst:
            worst, at, own = difference, layer, keras_own
    print(f"{name:18} {size:>9}  {len(layers):4} layers  {worst:.1e} at {at}, Keras in float32 {own:.1e}", flush=True)
    return good


def build(name, height, width, top, floatx):
    keras.backend.clear_session()
    keras.config.set_floatx(floatx)
    builder = NETWORKS[name][0]
    if callable(builder):
        return builder((height, width, 3))
    return getattr(keras.applications, builder)(weights=None, include_top=top, input_shape=(height, width, 3))


def inner(model, layers, x):
    wanted = keras.Model(model.input, [model.get_layer(name).output for name in layers])
    values = wanted(x.astype(model.compute_dtype), training=False)
    return [np.asarray(v, dtype=np.float64) for v in values]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("networks", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--top", action="store_true", help="with Keras's top of 1000 classes")
    parser.add_argument("--old", action="store_true", help="automatic names that count on, as in older files")
    arguments = parser.parse_args()
    wanted = arguments.networks or list(NETWORKS)
    good = True
    for entry in wanted:
        name, _, size = entry.partition(":")
        for one in [size] if size else NETWORKS[name][2]:
            with tempfile.TemporaryDirectory() as folder:
                good &= run(name, one, arguments, pathlib.Path(folder))
    sys.exit(0 if good else 1)


main()
