"""Checks ONNX files that `./blockwright export` has written.

Each file is checked by onnx.checker with shape inference, and computed by ONNX Runtime and by the reference evaluator
of ONNX on random inputs, with batch sizes 1 and 2. Prints the largest difference of each output.

    python3 -m venv bench/target/onnx && bench/target/onnx/bin/pip install onnx==1.23.2 onnxruntime==1.31.1
    bench/target/onnx/bin/python bench/onnx_check.py model.onnx
"""
import sys

import numpy
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator

TYPES = {"tensor(float)": numpy.float32, "tensor(uint8)": numpy.uint8}
TOLERANCE = 1e-5


def inputs(session, batch, random):
    values = {}
    for entry in session.get_inputs():
        shape = [batch, *entry.shape[1:]]
        if TYPES[entry.type] is numpy.uint8:
            values[entry.name] = random.integers(0, 256, shape, dtype=numpy.uint8)
        else:
            values[entry.name] = random.uniform(-1, 1, shape).astype(numpy.float32)
    return values


def check(file):
    onnx.checker.check_model(file, full_check=True)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    reference = ReferenceEvaluator(file)
    random = numpy.random.default_rng(1)
    largest = 0.0
    for batch in (1, 2):
        values = inputs(session, batch, random)
        for actual, expected in zip(session.run(None, values), reference.run(None, values)):
            assert actual.shape == expected.shape, (actual.shape, expected.shape)
            largest = max(largest, float(numpy.abs(actual - expected).max()))
    print(f"{file}: {len(onnx.load(file).graph.node)} nodes, largest difference {largest:.1e}")
    return largest <= TOLERANCE


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(__doc__)
    sys.exit(0 if all([check(file) for file in sys.argv[1:]]) else 1)
