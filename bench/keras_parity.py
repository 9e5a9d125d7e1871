"""Compares the activations of Keras and Blockwright for random weights and a random image.

    python3 -m venv venv && venv/bin/pip install -r bench/requirements.txt
    venv/bin/python bench/keras_parity.py [--seed N] [--top] [--legacy-names] [NETWORK[:HxW] ...]

For each network of Keras Applications, and for those of the article in keras_networks.py, Keras builds the network at the given input
size, sets random weights and saves them as a legacy .h5 file; a random image of that size is saved as PNG. Then both compute
activations: Keras with a model that outputs them, Blockwright with `features NETWORK IMAGE --weights FILE --input HxWx3 --layer ...`.
The output is the largest difference in units of the layer's standard deviation, and the error of Keras itself in float32 there. The
exit code is 1 if a difference is above 3e-4, unless Keras's own error is at least a third of it, as after a softmax of large logits.
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
# The golden files allow 2e-4 for the 24 values that they contain of each layer; here all values are compared.
LIMIT = 3e-4
# Keras module: its preprocessing here, if it is not tf.
PREPROCESSING = {"vgg16": "caffe", "vgg19": "caffe", "resnet50": "caffe", "densenet": "torch"}
UNIT_GAIN = ("resnet50", "xception", "nasnetmobile")
# name: (builder, module with the preprocessing, input sizes)
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


def set_random_weights(model, rng, gain):
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


def write(model, path, legacy_names):
    """Writes the layout of Keras's legacy save_weights; see --legacy-names."""
    names = [legacy_name(layer.name) if legacy_names else layer.name for layer in model.layers]
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


def legacy_name(name):
    for stem in ("conv2d", "batch_normalization", "activation", "separable_conv2d"):
        if name == stem or name.startswith(stem + "_") and name[len(stem) + 1:].isdigit():
            number = 0 if name == stem else int(name[len(stem) + 1:])
            return f"{stem}_{number + 37}"
    return name


def run(name, size, arguments, folder):
    module = NETWORKS[name][1]
    height, width = (int(n) for n in size.split("x"))
    model = build(name, height, width, arguments.top, "float64")
    rng = np.random.default_rng([arguments.seed, height, width])
    set_random_weights(model, rng, 1.0 if name in UNIT_GAIN else 2.0)
    weights, image, out = folder / "weights.h5", folder / "image.png", folder / "out.npz"
    write(model, weights, arguments.legacy_names)
    pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(image)
    layers = [l.name for l in model.layers if type(l).__name__ in COMPARED]
    layers = layers[arguments.seed % 7::7] + layers[-1:]
    if name == "mobilenet" and arguments.top:
        layers = [l for l in layers if l != "conv_preds"]
    x = getattr(keras.applications, module).preprocess_input(pixels[None].astype(np.float64))
    expected = activations(model, layers, x)
    single = build(name, height, width, arguments.top, "float32")
    for layer64, layer32 in zip(model.layers, single.layers):
        layer32.set_weights(layer64.get_weights())
    rounded = activations(single, layers, x)
    out.unlink(missing_ok=True)
    subprocess.run(
        [ROOT / "blockwright", "features", name, image, "--weights", weights, "--input", f"{height}x{width}x3",
         "--preprocessing", PREPROCESSING.get(module, "tf"),
         *(a for l in layers for a in ("--layer", l)), "-o", out, "--quiet"],
        check=True, stdout=subprocess.DEVNULL)
    got = np.load(out)
    worst, worst_layer, worst_keras_error, passed = 0.0, "", 0.0, True
    for layer, value, float32 in zip(layers, expected, rounded):
        scale = max(value.std(), 1e-6)
        difference = np.abs(got[layer].reshape(value.shape) - value).max() / scale
        keras_error = np.abs(float32 - value).max() / scale
        passed &= difference <= max(LIMIT, 3 * keras_error)
        if difference >= worst:
            worst, worst_layer, worst_keras_error = difference, layer, keras_error
    print(f"{name:18} {size:>9}  {len(layers):4} layers  {worst:.1e} at {worst_layer}, Keras in float32 {worst_keras_error:.1e}", flush=True)
    return passed


def build(name, height, width, top, floatx):
    keras.backend.clear_session()
    keras.config.set_floatx(floatx)
    builder = NETWORKS[name][0]
    if callable(builder):
        return builder((height, width, 3))
    return getattr(keras.applications, builder)(weights=None, include_top=top, input_shape=(height, width, 3))


def activations(model, layers, x):
    with_outputs = keras.Model(model.input, [model.get_layer(name).output for name in layers])
    values = with_outputs(x.astype(model.compute_dtype), training=False)
    return [np.asarray(v, dtype=np.float64) for v in values]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("networks", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--top", action="store_true", help="include the head for 1000 classes")
    parser.add_argument("--legacy-names", action="store_true", help="automatic names that do not start at 0, as in older files")
    arguments = parser.parse_args()
    networks = arguments.networks or list(NETWORKS)
    passed = True
    for entry in networks:
        name, _, size = entry.partition(":")
        for input_size in [size] if size else NETWORKS[name][2]:
            with tempfile.TemporaryDirectory() as folder:
                passed &= run(name, input_size, arguments, pathlib.Path(folder))
    sys.exit(0 if passed else 1)


main()
