"""Measures a network in ONNX Runtime, forward only."""
from __future__ import annotations

import json
from pathlib import Path

from timing import measure, peak_bytes, read_request, report

import numpy as np
import onnxruntime


def session(request: dict) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = request["threads"]
    options.inter_op_num_threads = 1
    options.add_free_dimension_override_by_name("batch", request["batch"])
    file = Path(request["networks"]) / f"{request['network']}.onnx"
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def main() -> None:
    request = read_request()
    start_bytes = peak_bytes()
    network = session(request)
    shape = (request["batch"], 3, request["size"], request["size"])
    images = np.random.default_rng(1).random(shape, dtype=np.float32)
    result = measure(lambda: network.run(None, {"images": images}), request)
    parameters = json.loads((Path(request["networks"]) / f"{request['network']}.onnx.json").read_text())["parameters"]
    report({**result, "parameters": parameters, "peak_bytes": peak_bytes(), "start_bytes": start_bytes})


if __name__ == "__main__":
    main()
