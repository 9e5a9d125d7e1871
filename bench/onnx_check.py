"""Checks ONNX files that `./blockwright export` has written.

Each file is checked by onnx.checker with shape inference, and computed by ONNX Runtime and by the reference evaluator
of ONNX on random inputs, with batch sizes 1 and 2. Prints the largest difference of the outputs.

    python3 -m venv bench/target/onnx && bench/target/onnx/bin/pip install onnx==1.23.2 onnxruntime==1.31.1
    bench/target/onnx/bin/python bench/onnx_check.py model.onnx

With --models FOLDER it exports models of the zoo, with and without --fold-batch-norm, compares with their outputs in
Blockwright, and prints the table of docs/export.md. The reference evaluator, which is slow, computes the small images
of a network only. The models, with random weights, are written by

    ./mvnw -q package -DskipTests
    java -cp 'export/target/test-classes:app/target/classes:app/target/lib/*' org.blockwright.export.ZooModels FOLDER
"""
import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator

TYPES = {"tensor(float)": numpy.float32, "tensor(uint8)": numpy.uint8}
TOLERANCE = 1e-5
# The reference evaluator computes with NumPy in single precision, and differs more in networks of hundreds of layers.
REFERENCE_TOLERANCE = 1e-4
# Two programs round in every layer, not in the inputs alone.
ROUNDING_FACTOR = 10
ROOT = Path(__file__).resolve().parent.parent


def random_inputs(session, batch, random):
    values = {}
    for entry in session.get_inputs():
        shape = [batch, *entry.shape[1:]]
        if TYPES[entry.type] is numpy.uint8:
            values[entry.name] = random.integers(0, 256, shape, dtype=numpy.uint8)
        else:
            values[entry.name] = random.uniform(-1, 1, shape).astype(numpy.float32)
    return values


def difference(actual, expected):
    if actual.shape != expected.shape:
        raise ValueError(f"the shape of an output is {actual.shape}, expected {expected.shape}")
    return float(numpy.abs(actual - expected).max())


@dataclass(frozen=True)
class Result:
    nodes: int
    bytes: int
    shape: list
    reference: list  # largest differences from the reference evaluator of ONNX
    model: list  # largest differences from the model in Blockwright
    rounding: float  # largest change of the outputs if the last bit of the inputs changes

    def passed(self):
        # A network that amplifies rounding cannot be computed more exactly by anyone.
        allowed = ROUNDING_FACTOR * self.rounding
        return (max(self.model, default=0) <= max(TOLERANCE, allowed)
                and max(self.reference, default=0) <= max(REFERENCE_TOLERANCE, allowed))


def with_other_last_bits(values, random):
    return {name: numpy.nextafter(v, numpy.where(random.random(v.shape) < 0.5, -numpy.inf, numpy.inf).astype(v.dtype))
            if v.dtype == numpy.float32 else v for name, v in values.items()}


def check(file, model=None, with_reference=True):
    """Checks a file. `model` is its name without extension, whose inputs and outputs are beside it as .npy files."""
    onnx.checker.check_model(file, full_check=True)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    reference = ReferenceEvaluator(file) if with_reference else None
    random = numpy.random.default_rng(1)
    from_reference, from_model, rounding = [], [], []
    for batch in (1, 2):
        values = random_inputs(session, batch, random)
        if model:
            images = numpy.load(f"{model}.input.npy")[:batch]
            values = {name: images for name in values}
        outputs = session.run(None, values)
        rounding += [difference(*pair) for pair in zip(outputs, session.run(None, with_other_last_bits(values, random)))]
        if reference:
            from_reference += [difference(*pair) for pair in zip(outputs, reference.run(None, values))]
        if model:
            from_model.append(difference(outputs[0], numpy.load(f"{model}.output.npy")[:batch]))
    nodes = len(onnx.load(file, load_external_data=False).graph.node)
    return Result(nodes, Path(file).stat().st_size, session.get_inputs()[0].shape, from_reference, from_model,
                  max(rounding))


def largest(differences):
    return f"{max(differences):.1e}" if differences else ""


def check_models(folder, command):
    print("| network | head, input | nodes, folded | MB | Blockwright | ONNX reference |")
    print("| --- | --- | --- | --- | --- | --- |")
    passed = True
    for saved in sorted(Path(folder).glob("*.zip")):
        network, kind = saved.stem.rsplit("-", 1)
        with_reference = kind == "odd" or not (saved.parent / f"{network}-odd.zip").exists()
        results = []
        for options in ([], ["--fold-batch-norm"]):
            file = saved.with_suffix(".onnx")
            subprocess.run([command, "export", saved, "-o", file, "--overwrite", *options], check=True,
                           stdout=subprocess.DEVNULL)
            results.append(check(str(file), str(saved.with_suffix("")), with_reference))
            file.unlink()
        plain, folded = results
        _, _, height, width = plain.shape
        print(f"| {network} | {'original' if kind == 'original' else 'global-average'}, {height}x{width} "
              f"| {plain.nodes}, {folded.nodes} | {plain.bytes / 1e6:.1f} "
              f"| {largest(plain.model + folded.model)} | {largest(plain.reference + folded.reference)} |", flush=True)
        passed = passed and all(r.passed() for r in results)
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE.onnx")
    parser.add_argument("--models", metavar="FOLDER", help="folder that ZooModels has written")
    parser.add_argument("--command", default=str(ROOT / "blockwright"), help="command of Blockwright")
    arguments = parser.parse_args()
    if not arguments.files and not arguments.models:
        parser.error("no files given")
    passed = True
    for file in arguments.files:
        result = check(file)
        print(f"{file}: {result.nodes} nodes, largest difference {largest(result.reference)}")
        passed = passed and result.passed()
    if arguments.models:
        passed = check_models(arguments.models, arguments.command) and passed
    if not passed:
        sys.exit(f"a difference is larger than {TOLERANCE}, or {REFERENCE_TOLERANCE} from the reference evaluator, and than "
                 f"{ROUNDING_FACTOR} times the effect of the last bit of the inputs")


if __name__ == "__main__":
    main()
