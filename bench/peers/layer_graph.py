"""The layers of a network as written by describe_network.py, with padding layers merged into their consumers."""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

WINDOWED = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D")

# Rows above and below, columns on the left and on the right.
Padding = tuple[tuple[int, int], tuple[int, int]]
NO_PADDING: Padding = ((0, 0), (0, 0))


@dataclass
class Node:
    """A layer: its attributes as in Keras, and the padding of its window."""

    name: str
    kind: str
    inputs: list[str]
    shape: list[int]
    attributes: dict
    padding: Padding = NO_PADDING
    # Whether zeros at the border are values (ZeroPadding2D) or outside of the image (padding="same").
    explicit_padding: bool = False

    def __getitem__(self, key: str):
        return self.attributes[key]

    def get(self, key: str, default=None):
        return self.attributes.get(key, default)

    def window(self) -> list[int]:
        return self.attributes.get("kernel_size") or self.attributes["pool_size"]


@dataclass
class LayerGraph:
    """The nodes in topological order, the first being the input and the last the output."""

    nodes: list[Node]
    parameters: int
    by_name: dict[str, Node] = field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {node.name: node for node in self.nodes}

    def consumers(self, name: str) -> list[Node]:
        return [node for node in self.nodes if name in node.inputs]


def read(file: Path, merge_into: tuple[str, ...] = WINDOWED) -> LayerGraph:
    """Reads a graph. Padding layers before the given kinds of layers become padding of these."""
    text = json.loads(file.read_text())
    common = ("name", "kind", "inputs", "shape")
    nodes = [
        Node(**{key: entry[key] for key in common}, attributes={k: v for k, v in entry.items() if k not in common})
        for entry in text["nodes"]
    ]
    graph = LayerGraph(nodes, text["parameters"])
    for node in nodes:
        if node.kind in WINDOWED and node["padding"] == "same":
            node.padding = same_padding(graph.by_name[node.inputs[0]].shape, node)
    return merge_padding(graph, merge_into)


def same_padding(shape: list[int], node: Node) -> Padding:
    """Returns the padding of Keras's padding="same": the larger half is at the bottom and on the right."""
    sides = []
    dilation = node.get("dilation_rate", [1, 1])
    for size, window, stride, spacing in zip(shape[:2], node.window(), node["strides"], dilation):
        extent = (window - 1) * spacing + 1
        total = max((-(-size // stride) - 1) * stride + extent - size, 0)
        sides.append((total // 2, total - total // 2))
    return (sides[0], sides[1])


def merge_padding(graph: LayerGraph, kinds: tuple[str, ...]) -> LayerGraph:
    merged: set[str] = set()
    for node in graph.nodes:
        source = graph.by_name.get(node.inputs[0]) if node.inputs else None
        if source is None or source.kind != "ZeroPadding2D" or node.kind not in kinds:
            continue
        if node["padding"] == "valid" and len(graph.consumers(source.name)) == 1:
            node.padding = tuple(tuple(side) for side in source["padding"])
            node.explicit_padding = True
            node.inputs = source.inputs
            merged.add(source.name)
    return LayerGraph([node for node in graph.nodes if node.name not in merged], graph.parameters)


def is_symmetric(padding: Padding) -> bool:
    return all(before == after for before, after in padding)


def channels_first(array: np.ndarray, kind: str, graph: LayerGraph, node: Node) -> np.ndarray:
    """Returns an array of Keras in the order of PyTorch and ONNX."""
    if kind == "kernel":
        return array.transpose(3, 2, 0, 1)
    if kind == "depthwise":
        height, width, channels, multiplier = array.shape
        return array.transpose(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)
    if kind == "dense":
        source = graph.by_name[node.inputs[0]]
        if source.kind == "Flatten":
            height, width, channels = graph.by_name[source.inputs[0]].shape
            array = array.reshape(height, width, channels, -1).transpose(2, 0, 1, 3).reshape(array.shape)
        return array.T
    return array
