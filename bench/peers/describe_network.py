"""Writes the layers of a network of Keras Applications as JSON, and its weights with an example as npz.

The PyTorch and ONNX networks are built from these files, so that all frameworks compute the same network.
"""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import keras_networks
from timing import read_request, report


def nodes(model) -> list[dict]:
    return [node(layer) for layer in model.layers]


def node(layer) -> dict:
    if len(layer._inbound_nodes) != 1:
        raise ValueError(f"layer {layer.name} is used {len(layer._inbound_nodes)} times")
    inputs = [tensor._keras_history.operation.name for tensor in layer._inbound_nodes[0].input_tensors]
    shape = list(layer.output.shape[1:])
    return {"name": layer.name, "kind": type(layer).__name__, "inputs": inputs, "shape": shape, **attributes(layer)}


def attributes(layer) -> dict:
    """Returns the attributes of all kinds of layers that the layer has."""
    config = layer.get_config()
    found = {}
    for key in ("kernel_size", "pool_size", "strides", "dilation_rate"):
        if key in config:
            value = config[key]
            found[key] = list(value) if isinstance(value, (list, tuple)) else [value, value]
    for key in ("padding", "cropping", "use_bias", "activation", "filters", "units", "depth_multiplier", "groups",
                "epsilon", "momentum", "scale", "axis", "max_value", "rate", "keepdims"):
        if key in config:
            found[key] = config[key]
    return found


def randomize(model, images: np.ndarray, rng: np.random.Generator) -> None:
    """Sets random weights with which the activations keep their scale, so that differences would be visible."""
    for layer in model.layers:
        layer.set_weights([random_array(variable, rng) for variable in layer.weights])
    norms = [layer for layer in model.layers if type(layer).__name__ == "BatchNormalization"]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0  # the moving statistics become those of the images
    model(images, training=True)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum


def random_array(variable, rng: np.random.Generator) -> np.ndarray:
    shape = tuple(variable.shape)
    if "kernel" in variable.name:
        inputs = np.prod(shape[:2] if "depthwise" in variable.name else shape[:-1])
        array = rng.normal(0, np.sqrt(2 / inputs), shape)
    elif "gamma" in variable.name or "variance" in variable.name:
        array = rng.uniform(0.8, 1.2, shape)
    else:
        array = rng.normal(0, 0.1, shape)
    return array.astype(np.float32)


def main() -> None:
    request = read_request()
    model = keras_networks.create(request["network"], request["size"])
    folder = Path(request["networks"])
    rng = np.random.default_rng(1)
    images = rng.random((4, request["size"], request["size"], 3), dtype=np.float32)
    randomize(model, images, rng)
    image = images[:1]
    arrays = {f"{layer.name}:{i}": array for layer in model.layers for i, array in enumerate(layer.get_weights())}
    output = np.asarray(model(image, training=False))
    np.savez(folder / f"{request['network']}.npz", input=image, output=output, **arrays)
    description = {"parameters": model.count_params(), "nodes": nodes(model)}
    (folder / f"{request['network']}.json").write_text(json.dumps(description, indent=1))
    report({"parameters": model.count_params()})


if __name__ == "__main__":
    main()
