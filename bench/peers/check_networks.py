"""Writes the ONNX file of a network, and checks that PyTorch and ONNX Runtime compute what Keras computes."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import layer_graph
import onnx_network
import torch_network
from timing import read_request, report

TOLERANCE = 1e-3  # of the largest probability


def compare(name: str, actual: np.ndarray, expected: np.ndarray) -> float:
    difference = float(np.abs(actual - expected).max() / np.abs(expected).max())
    if not difference <= TOLERANCE:
        raise ValueError(f"{name}: the outputs differ from those of Keras by {difference:.2g} of the largest output")
    return difference


def onnx_output(file: Path, image: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return session.run(None, {"images": image})[0]


def torch_output(layers: layer_graph.LayerGraph, arrays: dict[str, np.ndarray], image: np.ndarray) -> np.ndarray:
    network = torch_network.create_with_weights(layers, arrays).eval()
    with torch.inference_mode():
        return network(torch.from_numpy(image)).numpy()


def check_parameters(name: str, actual: int, expected: int) -> None:
    if actual != expected:
        raise ValueError(f"{name}: {actual:,} parameters, but Keras has {expected:,}")


def main() -> None:
    request = read_request()
    folder, name = Path(request["networks"]), request["network"]
    layers = layer_graph.read(folder / f"{name}.json")
    with np.load(folder / f"{name}.npz") as stored:
        arrays = {key: stored[key] for key in stored.files}
    expected, image = arrays.pop("output"), arrays.pop("input").transpose(0, 3, 1, 2).copy()

    model, onnx_parameters = onnx_network.create(layers, arrays, request["size"])
    file = folder / f"{name}.onnx"
    onnx.save(model, str(file))
    (folder / f"{name}.onnx.json").write_text(json.dumps({"parameters": onnx_parameters}))
    onnx_difference = compare("ONNX Runtime", onnx_output(file, image), expected)
    torch_difference = compare("PyTorch", torch_output(layers, arrays, image), expected)

    measured = torch_network.create(layers).eval()
    check_parameters("PyTorch", torch_network.count_parameters(measured), layers.parameters)
    check_parameters("ONNX", onnx_parameters, layers.parameters)
    torch_network.check_shapes(measured, request["size"])
    report({"torch": torch_difference, "onnx": onnx_difference})


if __name__ == "__main__":
    main()
