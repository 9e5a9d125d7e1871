"""Converts an ONNX file of `./blockwright export --with-preprocessing` to TensorFlow Lite with 8-bit integers, and
compares both on test images.

The range of every value is measured on training images (calibration). onnx2tf converts, with TensorFlow's converter;
the LiteRT interpreter computes the result. Images are resized as Blockwright does it. The first layers of the file,
which preprocess the pixels, are left out of the conversion: the last lines say what a program on the board must
do instead.

    python3.12 -m venv bench/target/board && bench/target/board/bin/pip install -r bench/board/requirements.txt
    bench/target/board/bin/python bench/board/int8.py model.onnx --calibrate cats-dogs/train --test cats-dogs/test -o model.tflite

FOLDER has a folder for each class. With --split-file runs/xray/split.csv both are taken from one folder: the training
images of a run for calibration, its test images for the comparison.
"""
import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy
import onnx
import onnxruntime
from ai_edge_litert.interpreter import Interpreter
from onnx.utils import Extractor
from PIL import Image

ENDINGS = {".jpg", ".jpeg", ".png", ".bmp", ".gif"}
SEED = 42


class InvalidInput(Exception):
    """A file or an option that cannot be used; the message says why."""


@dataclass(frozen=True)
class Network:
    """An exported network, cut in two: `preprocess` computes what `file` takes as input."""
    labels: list
    height: int
    width: int
    mode: str
    preprocess: onnxruntime.InferenceSession
    file: Path

    def read(self, image):
        """Returns an image as input of the network: [height, width, channels]."""
        try:
            pixels = Image.open(image).convert(self.mode)
        except OSError as e:
            raise InvalidInput(f"{image} cannot be read: {e}") from e
        # Bilinear without antialiasing, as in Blockwright; Image.resize blurs first.
        pixels = pixels.transform((self.width, self.height), Image.Transform.EXTENT, (0, 0, *pixels.size),
                                  Image.Resampling.BILINEAR)
        array = numpy.asarray(pixels).reshape(1, self.height, self.width, -1)
        name = self.preprocess.get_inputs()[0].name
        return self.preprocess.run(None, {name: array})[0][0].transpose(1, 2, 0)


def read_network(file, folder):
    """Cuts an exported file, and writes the network to `folder` with a batch size of 1."""
    model = onnx.load(file)
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    if metadata.get("blockwright.preprocessing.in.graph") != "true":
        raise InvalidInput(f"{file} has no preprocessing. Export it with --with-preprocessing.")
    if len(model.graph.input) != 1 or len(model.graph.output) != 1:
        raise InvalidInput(f"{file} has {len(model.graph.input)} inputs and {len(model.graph.output)} outputs;"
                           " only networks with one of each can be converted.")
    entry, output = model.graph.input[0], model.graph.output[0].name
    labels = metadata.get(f"blockwright.labels.{output}", "").split("\n")
    if len(labels) < 2:
        raise InvalidInput(f"{file} has {len(labels)} class; only classifiers with two or more can be compared.")
    _, height, width, channels = [d.dim_value for d in entry.type.tensor_type.shape.dim]
    preprocessed = f"{entry.name}/preprocessed"
    extractor = Extractor(onnx.shape_inference.infer_shapes(model))
    network = extractor.extract_model([preprocessed], [output])
    for value in (*network.graph.input, *network.graph.output):
        value.type.tensor_type.shape.dim[0].dim_value = 1
    del network.graph.value_info[:]  # with the free batch size
    target = folder / "network.onnx"
    onnx.save(onnx.shape_inference.infer_shapes(network), target)
    preprocess = extractor.extract_model([entry.name], [preprocessed])
    return Network(labels, height, width, "L" if channels == 1 else "RGB",
                   onnxruntime.InferenceSession(preprocess.SerializeToString(), providers=["CPUExecutionProvider"]),
                   target)


def images_of(folder, labels):
    """Returns the images in the folder of each class, with the index of the class."""
    folder = Path(folder)
    missing = [label for label in labels if not (folder / label).is_dir()]
    if missing:
        raise InvalidInput(f"{folder} has no folder for {', '.join(missing)}, of the classes {', '.join(labels)}.")
    return [(file, index) for index, label in enumerate(labels)
            for file in sorted((folder / label).rglob("*")) if file.suffix.lower() in ENDINGS]


def images_of_split(file, folder, subset, labels):
    """Returns the images of a subset in split.csv, with the index of the class."""
    with open(file, newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return [(Path(folder) / row["path"], labels.index(row["class"])) for row in rows if row["subset"] == subset]


def convert(network, calibration, folder):
    """Returns the files of the network in 32-bit floats and in 8-bit integers."""
    data = folder / "calibration.npy"
    numpy.save(data, calibration)
    channels = calibration.shape[-1]
    # Mean and standard deviation: the values are preprocessed already.
    mean, deviation = (str([[[[value] * channels]]]) for value in (0, 1))
    name = onnx.load(network.file, load_external_data=False).graph.input[0].name
    log = folder / "onnx2tf.log"
    with open(log, "w") as out:
        ended = subprocess.run(
            [Path(sys.executable).parent / "onnx2tf", "-tb", "tf_converter", "-i", network.file, "-o", folder / "out", "-oiqt",
             "-cind", name, data, mean, deviation, "-n", "-v", "warn"], stdout=out, stderr=out, cwd=folder)
    if ended.returncode:
        raise InvalidInput("onnx2tf failed:\n" + "\n".join(log.read_text().splitlines()[-10:]))
    return folder / "out/network_float32.tflite", folder / "out/network_full_integer_quant.tflite"


class OnnxRunner:
    def __init__(self, network, threads):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(network.file, options, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name

    def prepare(self, image):
        return numpy.ascontiguousarray(image.transpose(2, 0, 1)[None])

    def run(self, prepared):
        return self.session.run(None, {self.input: prepared})[0][0]


class LiteRunner:
    def __init__(self, file, threads):
        self.interpreter = Interpreter(str(file), num_threads=threads)
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]
        self.output = self.interpreter.get_output_details()[0]

    def prepare(self, image):
        return quantized(image[None], self.input)

    def run(self, prepared):
        self.interpreter.set_tensor(self.input["index"], prepared)
        self.interpreter.invoke()
        scale, zero = self.output["quantization"]
        values = self.interpreter.get_tensor(self.output["index"])[0]
        return (values.astype(numpy.float32) - zero) * scale if scale else values


def quantized(values, details):
    scale, zero = details["quantization"]
    if not scale:
        return values.astype(details["dtype"])
    limits = numpy.iinfo(details["dtype"])
    return numpy.clip(numpy.round(values / scale + zero), limits.min, limits.max).astype(details["dtype"])


@dataclass(frozen=True)
class Comparison:
    name: str
    bytes: int
    probabilities: numpy.ndarray
    milliseconds: float


def run(name, file, runner, network, test):
    probabilities, seconds = [], []
    for index, (image, _) in enumerate(test):
        prepared = runner.prepare(network.read(image))
        if index == 0:
            for _ in range(5):  # warm-up
                runner.run(prepared)
        start = time.perf_counter()
        result = runner.run(prepared)
        seconds.append(time.perf_counter() - start)
        probabilities.append(result)
    return Comparison(name, Path(file).stat().st_size, numpy.stack(probabilities), statistics.median(seconds) * 1000)


def print_table(comparisons, test, threads):
    truth = numpy.array([label for _, label in test])
    first = comparisons[0].probabilities
    print(f"\n| {len(test)} test images | MB | accuracy | same class | largest difference of a probability | ms per image, {threads} threads |")
    print("| --- | --- | --- | --- | --- | --- |")
    for one in comparisons:
        classes = one.probabilities.argmax(axis=1)
        print(f"| {one.name} | {one.bytes / 1e6:.2f} | {(classes == truth).mean():.4f} "
              f"| {(classes == first.argmax(axis=1)).mean():.4f} | {numpy.abs(one.probabilities - first).max():.3f} "
              f"| {one.milliseconds:.2f} |")


def operations(file):
    """Returns the names of the operations of a file, and those that do not compute with integers."""
    interpreter = Interpreter(str(file))
    types = {tensor["index"]: tensor["dtype"] for tensor in interpreter.get_tensor_details()}
    names, floats = {}, set()
    for operation in interpreter._get_ops_details():
        name = operation["op_name"]
        if name == "DELEGATE":
            continue
        names[name] = names.get(name, 0) + 1
        if any(types.get(index) is numpy.float32 for index in operation["outputs"]):
            floats.add(name)
    return names, floats


def print_board(file, network):
    runner = LiteRunner(file, 1)
    names, floats = operations(file)
    print("\noperations: " + ", ".join(f"{count} {name}" for name, count in sorted(names.items())))
    print("operations in floating point: " + (", ".join(sorted(floats)) or "none"))
    shape = runner.input["shape"].tolist()
    scale, zero = runner.input["quantization"]
    print(f"input: {runner.input['dtype'].__name__} {shape}, rounded preprocessed value / {scale:.8g} + ({zero})")
    low, high = (quantized(network_value(network, pixel), runner.input) for pixel in (0, 255))
    print(f"pixels 0 and 255 of each channel become {low.ravel().tolist()} and {high.ravel().tolist()}")
    scale, zero = runner.output["quantization"]
    print(f"output: {runner.output['dtype'].__name__}, probability = (value - ({zero})) * {scale:.8g}, of {', '.join(network.labels)}")


def network_value(network, pixel):
    channels = 1 if network.mode == "L" else 3
    pixels = numpy.full((1, network.height, network.width, channels), pixel, dtype=numpy.uint8)
    return network.preprocess.run(None, {network.preprocess.get_inputs()[0].name: pixels})[0][0, :, 0, 0]


def spread(images, count):
    """Returns `count` of the images, chosen at random, the same ones in every run."""
    order = numpy.random.default_rng(SEED).permutation(len(images))[:count]
    return [images[index] for index in order]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", metavar="MODEL.onnx")
    parser.add_argument("--calibrate", required=True, metavar="FOLDER", help="training images")
    parser.add_argument("--test", metavar="FOLDER", help="test images")
    parser.add_argument("--split-file", metavar="split.csv", help="split of a run; then --calibrate is the folder of all images")
    parser.add_argument("--images", type=int, default=200, metavar="N", help="images for calibration (default 200)")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="threads (default 2)")
    parser.add_argument("-o", "--output", required=True, metavar="FILE.tflite")
    arguments = parser.parse_args()
    if (arguments.test is None) == (arguments.split_file is None):
        parser.error("give --test or --split-file")
    return arguments


def convert_and_compare(arguments, folder):
    network = read_network(arguments.model, folder)
    if arguments.split_file:
        train, test = (images_of_split(arguments.split_file, arguments.calibrate, subset, network.labels)
                       for subset in ("train", "test"))
    else:
        train, test = (images_of(path, network.labels) for path in (arguments.calibrate, arguments.test))
    if not train or not test:
        raise InvalidInput(f"{len(train)} training and {len(test)} test images; both are needed.")
    chosen = spread(train, arguments.images)
    print(f"calibration on {len(chosen)} of {len(train)} training images")
    floats, integers = convert(network, numpy.stack([network.read(image) for image, _ in chosen]), folder)
    print_table([run("ONNX Runtime, float32", network.file, OnnxRunner(network, arguments.threads), network, test),
                 run("LiteRT, float32", floats, LiteRunner(floats, arguments.threads), network, test),
                 run("LiteRT, int8", integers, LiteRunner(integers, arguments.threads), network, test)],
                test, arguments.threads)
    print_board(integers, network)
    shutil.copyfile(integers, arguments.output + ".part")
    os.replace(arguments.output + ".part", arguments.output)


def main():
    arguments = parse()
    with tempfile.TemporaryDirectory() as folder:
        try:
            convert_and_compare(arguments, Path(folder))
        except InvalidInput as e:
            sys.exit(str(e))


if __name__ == "__main__":
    main()
