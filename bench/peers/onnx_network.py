"""Builds an ONNX model from the layers of a Keras network and its weights; its results are those of Keras."""
from __future__ import annotations

from typing import Iterator

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from layer_graph import LayerGraph, Node, Padding, channels_first

BATCH = "batch"
OPSET = 17


class OnnxBuilder:
    """Translates a layer graph into the operators of ONNX, with channels before height and width."""

    def __init__(self, layers: LayerGraph, arrays: dict[str, np.ndarray]):
        self.layers = layers
        self.arrays = arrays
        self.operators: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.values: dict[str, str] = {}
        self.parameters = 0

    def build(self, size: int) -> onnx.ModelProto:
        for node in self.layers.nodes:
            if node.kind == "InputLayer":
                self.values[node.name] = "images"
            else:
                inputs = [self.values[name] for name in node.inputs]
                self.values[node.name] = getattr(self, "add_" + node.kind)(node, *inputs)
        last = self.layers.nodes[-1]
        images = helper.make_tensor_value_info("images", TensorProto.FLOAT, [BATCH, 3, size, size])
        output = helper.make_tensor_value_info(self.values[last.name], TensorProto.FLOAT, [BATCH, *last.shape])
        graph = helper.make_graph(self.operators, "network", [images], [output], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 8
        return model

    def operator(self, kind: str, inputs: list[str], **attributes) -> str:
        output = f"{kind}_{len(self.operators)}"
        self.operators.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def parameter(self, name: str, array: np.ndarray) -> str:
        self.parameters += array.size
        return self.constant(name, array)

    def constant(self, name: str, array: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def weights(self, node: Node) -> Iterator[np.ndarray]:
        index = 0
        while f"{node.name}:{index}" in self.arrays:
            yield self.arrays[f"{node.name}:{index}"]
            index += 1

    def activate(self, node: Node, x: str) -> str:
        activation = node.get("activation") or "linear"
        if activation == "linear":
            return x
        if activation == "softmax":
            return self.operator("Softmax", [x], axis=1)
        if activation == "relu":
            return self.operator("Relu", [x])
        raise ValueError(f"{node.name}: activation {activation} is not supported")

    def convolution(self, node: Node, x: str, kernel: np.ndarray, kind: str, bias: np.ndarray | None,
                    windowed: bool = True) -> str:
        weights = channels_first(kernel, kind, self.layers, node)
        inputs = [x, self.parameter(f"{node.name}.{kind}", weights)]
        if bias is not None:
            inputs.append(self.parameter(f"{node.name}.bias", bias))
        groups = weights.shape[0] // node.get("depth_multiplier", 1) if kind == "depthwise" else node.get("groups", 1)
        window = {"strides": node["strides"], "pads": pads(node.padding)} if windowed else {}
        return self.operator("Conv", inputs, group=groups, kernel_shape=weights.shape[2:], **window)

    def add_Conv2D(self, node: Node, x: str) -> str:
        kernel, *bias = self.weights(node)
        return self.activate(node, self.convolution(node, x, kernel, "kernel", bias[0] if bias else None))

    def add_DepthwiseConv2D(self, node: Node, x: str) -> str:
        kernel, *bias = self.weights(node)
        return self.activate(node, self.convolution(node, x, kernel, "depthwise", bias[0] if bias else None))

    def add_SeparableConv2D(self, node: Node, x: str) -> str:
        depthwise, pointwise, *bias = self.weights(node)
        x = self.convolution(node, x, depthwise, "depthwise", None)
        x = self.convolution(node, x, pointwise, "kernel", bias[0] if bias else None, windowed=False)
        return self.activate(node, x)

    def add_BatchNormalization(self, node: Node, x: str) -> str:
        names = [self.parameter(f"{node.name}.{i}", array) for i, array in enumerate(self.weights(node))]
        if not node["scale"]:
            names.insert(0, self.constant(f"{node.name}.gamma", np.ones(node.shape[-1], np.float32)))
        return self.operator("BatchNormalization", [x, *names], epsilon=node["epsilon"])

    def add_ReLU(self, node: Node, x: str) -> str:
        if node["max_value"] is None:
            return self.operator("Relu", [x])
        limits = [self.constant(f"{node.name}.{bound}", np.float32(value))
                  for bound, value in (("min", 0), ("max", node["max_value"]))]
        return self.operator("Clip", [x, *limits])

    def add_Activation(self, node: Node, x: str) -> str:
        return self.activate(node, x)

    def add_MaxPooling2D(self, node: Node, x: str) -> str:
        source = self.layers.by_name[node.inputs[0]]
        not_negative = source.get("activation") == "relu" or source.kind == "ReLU"
        padding = node.padding
        if node.explicit_padding and not not_negative:  # zeros are values there
            x = self.pad(node, x, padding)
            padding = ((0, 0), (0, 0))
        return self.operator("MaxPool", [x], kernel_shape=node["pool_size"], strides=node["strides"],
                             pads=pads(padding))

    def add_AveragePooling2D(self, node: Node, x: str) -> str:
        return self.operator("AveragePool", [x], kernel_shape=node["pool_size"], strides=node["strides"],
                             pads=pads(node.padding), count_include_pad=int(node.explicit_padding))

    def add_GlobalAveragePooling2D(self, node: Node, x: str) -> str:
        x = self.operator("GlobalAveragePool", [x])
        return x if node["keepdims"] else self.operator("Flatten", [x])

    def add_ZeroPadding2D(self, node: Node, x: str) -> str:
        return self.pad(node, x, node["padding"])

    def pad(self, node: Node, x: str, padding: Padding) -> str:
        (top, bottom), (left, right) = padding
        amounts = np.array([0, 0, top, left, 0, 0, bottom, right], dtype=np.int64)
        return self.operator("Pad", [x, self.constant(f"{node.name}.pads", amounts)])

    def add_Cropping2D(self, node: Node, x: str) -> str:
        (top, bottom), (left, right) = node["cropping"]
        end = np.iinfo(np.int64).max
        values = {"starts": [top, left], "ends": [-bottom or end, -right or end], "axes": [2, 3]}
        names = [self.constant(f"{node.name}.{key}", np.array(value, np.int64)) for key, value in values.items()]
        return self.operator("Slice", [x, *names])

    def add_Add(self, node: Node, *inputs: str) -> str:
        total = inputs[0]
        for x in inputs[1:]:
            total = self.operator("Add", [total, x])
        return total

    def add_Concatenate(self, node: Node, *inputs: str) -> str:
        return self.operator("Concat", list(inputs), axis=1)

    def add_Dropout(self, node: Node, x: str) -> str:
        return x

    def add_Flatten(self, node: Node, x: str) -> str:
        return self.operator("Flatten", [x])

    def add_Reshape(self, node: Node, x: str) -> str:
        return self.operator("Flatten", [x])

    def add_Dense(self, node: Node, x: str) -> str:
        kernel, *bias = self.weights(node)
        inputs = [x, self.parameter(f"{node.name}.kernel", channels_first(kernel, "dense", self.layers, node))]
        inputs += [self.parameter(f"{node.name}.bias", array) for array in bias]
        return self.activate(node, self.operator("Gemm", inputs, transB=1))


def pads(padding: Padding) -> list[int]:
    (top, bottom), (left, right) = padding
    return [top, left, bottom, right]


def create(layers: LayerGraph, arrays: dict[str, np.ndarray], size: int) -> tuple[onnx.ModelProto, int]:
    """Creates a model for square color images and batches of any size. Returns it and its number of parameters."""
    builder = OnnxBuilder(layers, arrays)
    return builder.build(size), builder.parameters
