"""Builds a PyTorch network from the layers of a Keras network.

With `exact=True` the results are those of Keras. Otherwise uneven padding is replaced by even padding within the
convolution or pooling layer, as networks written for PyTorch have it: the same sizes and the same amount of
computation, without separate padding operations that would slow PyTorch down.
"""
from __future__ import annotations

import operator

import numpy as np
import torch
from torch import fx, nn
from torch.nn import functional as F

from layer_graph import LayerGraph, Node, Padding, channels_first, is_symmetric


class TorchBuilder:
    """Translates a layer graph into a torch.fx.GraphModule, whose forward function is plain generated code."""

    def __init__(self, layers: LayerGraph, exact: bool, logits: bool):
        self.layers = layers
        self.exact = exact
        self.logits = logits
        self.graph = fx.Graph()
        self.modules: dict[str, nn.Module] = {}
        self.values: dict[str, fx.Node] = {}
        self.bound: list[tuple[str, str]] = []  # layers of Keras and their modules, in order

    def build(self) -> fx.GraphModule:
        for node in self.layers.nodes:
            if node.kind == "InputLayer":
                self.values[node.name] = self.graph.placeholder("images")
            else:
                inputs = [self.values[name] for name in node.inputs]
                self.values[node.name] = getattr(self, "add_" + node.kind)(node, *inputs)
            self.values[node.name].meta["keras_shape"] = node.shape
        self.graph.output(self.values[self.layers.nodes[-1].name])
        return fx.GraphModule(self.modules, self.graph)

    def module(self, node: Node, module: nn.Module, x: fx.Node, suffix: str = "") -> fx.Node:
        name = node.name.replace(".", "_") + suffix
        self.modules[name] = module
        self.bound.append((node.name, name))
        return self.graph.call_module(name, (x,))

    def activate(self, node: Node, x: fx.Node) -> fx.Node:
        activation = node.get("activation") or "linear"
        if activation == "linear" or (activation == "softmax" and self.logits):
            return x
        modules = {"relu": nn.ReLU(inplace=True), "softmax": nn.Softmax(dim=1)}
        return self.module(node, modules[activation], x, "_activation")

    def padded(self, node: Node, x: fx.Node, value: float = 0.0) -> tuple[fx.Node, tuple[int, int]]:
        """Returns the input, padded separately if need be, and the padding that remains for the layer itself."""
        if is_symmetric(node.padding) or not self.exact:
            return x, (max(node.padding[0]), max(node.padding[1]))
        return self.pad(x, node.padding, value), (0, 0)

    def pad(self, x: fx.Node, padding: Padding, value: float = 0.0) -> fx.Node:
        (top, bottom), (left, right) = padding
        return self.graph.call_function(F.pad, (x, (left, right, top, bottom)), {"value": value})

    def channels(self, node: Node) -> int:
        source = self.layers.by_name[node.inputs[0]]
        return source.shape[-1]

    def add_Conv2D(self, node: Node, x: fx.Node) -> fx.Node:
        x, padding = self.padded(node, x)
        conv = nn.Conv2d(self.channels(node), node["filters"], node["kernel_size"], node["strides"], padding,
                         node["dilation_rate"], node["groups"], node["use_bias"])
        return self.activate(node, self.module(node, conv, x))

    def add_DepthwiseConv2D(self, node: Node, x: fx.Node) -> fx.Node:
        x = self.depthwise(node, x, node["use_bias"])
        return self.activate(node, x)

    def depthwise(self, node: Node, x: fx.Node, bias: bool) -> fx.Node:
        x, padding = self.padded(node, x)
        channels = self.channels(node)
        conv = nn.Conv2d(channels, channels * node["depth_multiplier"], node["kernel_size"], node["strides"], padding,
                         node["dilation_rate"], channels, bias)
        return self.module(node, conv, x)

    def add_SeparableConv2D(self, node: Node, x: fx.Node) -> fx.Node:
        x = self.depthwise(node, x, False)
        channels = self.channels(node) * node["depth_multiplier"]
        pointwise = nn.Conv2d(channels, node["filters"], 1, bias=node["use_bias"])
        return self.activate(node, self.module(node, pointwise, x, "_pointwise"))

    def add_BatchNormalization(self, node: Node, x: fx.Node) -> fx.Node:
        norm = nn.BatchNorm2d(node.shape[-1], node["epsilon"], 1 - node["momentum"])
        norm.weight.requires_grad_(node["scale"])  # without scale, gamma is the constant 1
        return self.module(node, norm, x)

    def add_ReLU(self, node: Node, x: fx.Node) -> fx.Node:
        kind = nn.ReLU6 if node["max_value"] == 6 else nn.ReLU
        return self.module(node, kind(inplace=self.is_only_consumer(node)), x)

    def is_only_consumer(self, node: Node) -> bool:
        return len(self.layers.consumers(node.inputs[0])) == 1

    def add_Activation(self, node: Node, x: fx.Node) -> fx.Node:
        if node["activation"] == "relu":
            return self.module(node, nn.ReLU(inplace=self.is_only_consumer(node)), x)
        return self.activate(node, x)

    def add_MaxPooling2D(self, node: Node, x: fx.Node) -> fx.Node:
        x, padding = self.padded(node, x, 0.0 if node.explicit_padding else float("-inf"))
        if self.exact and node.explicit_padding and padding != (0, 0):
            x, padding = self.pad(x, node.padding), (0, 0)
        return self.module(node, nn.MaxPool2d(node["pool_size"], node["strides"], padding), x)

    def add_AveragePooling2D(self, node: Node, x: fx.Node) -> fx.Node:
        even = is_symmetric(node.padding)
        if self.exact and not even and not node.explicit_padding:
            return self.graph.call_function(
                average_without_border, (x, node["pool_size"], node["strides"], node.padding))
        x, padding = self.padded(node, x)
        pool = nn.AvgPool2d(node["pool_size"], node["strides"], padding, count_include_pad=node.explicit_padding)
        return self.module(node, pool, x)

    def add_GlobalAveragePooling2D(self, node: Node, x: fx.Node) -> fx.Node:
        return self.graph.call_function(torch.mean, (x, (2, 3)), {"keepdim": bool(node["keepdims"])})

    def add_ZeroPadding2D(self, node: Node, x: fx.Node) -> fx.Node:
        return self.pad(x, node["padding"])

    def add_Cropping2D(self, node: Node, x: fx.Node) -> fx.Node:
        (top, bottom), (left, right) = node["cropping"]
        rows, columns = slice(top, -bottom or None), slice(left, -right or None)
        return self.graph.call_function(operator.getitem, (x, (slice(None), slice(None), rows, columns)))

    def add_Add(self, node: Node, *inputs: fx.Node) -> fx.Node:
        total = inputs[0]
        for x in inputs[1:]:
            total = self.graph.call_function(operator.add, (total, x))
        return total

    def add_Concatenate(self, node: Node, *inputs: fx.Node) -> fx.Node:
        return self.graph.call_function(torch.cat, (list(inputs), 1))

    def add_Dropout(self, node: Node, x: fx.Node) -> fx.Node:
        return self.module(node, nn.Dropout(node["rate"]), x)

    def add_Flatten(self, node: Node, x: fx.Node) -> fx.Node:
        return self.graph.call_function(torch.flatten, (x, 1))

    def add_Reshape(self, node: Node, x: fx.Node) -> fx.Node:
        if len(node.shape) != 1:
            raise ValueError(f"{node.name}: only Reshape to a vector is supported")
        return self.add_Flatten(node, x)

    def add_Dense(self, node: Node, x: fx.Node) -> fx.Node:
        source = self.layers.by_name[node.inputs[0]]
        linear = nn.Linear(source.shape[0], node["units"], node["use_bias"])
        return self.activate(node, self.module(node, linear, x))


def average_without_border(x, window, strides, padding):
    (top, bottom), (left, right) = padding
    border = (left, right, top, bottom)
    total = F.avg_pool2d(F.pad(x, border), window, strides)
    return total / F.avg_pool2d(F.pad(torch.ones_like(x), border), window, strides)


def create(layers: LayerGraph, exact: bool = False, logits: bool = False) -> fx.GraphModule:
    """Creates a network with random weights (He normal). With `logits` it ends before the softmax."""
    network = TorchBuilder(layers, exact, logits).build()
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
    return network


def create_with_weights(layers: LayerGraph, arrays: dict[str, np.ndarray]) -> fx.GraphModule:
    """Creates a network whose outputs are those of Keras, for checks."""
    builder = TorchBuilder(layers, exact=True, logits=False)
    network = builder.build()
    counts: dict[str, int] = {}
    with torch.no_grad():
        for layer, name in builder.bound:
            node = layers.by_name[layer]
            for target, kind in tensors(node, builder.modules[name]):
                index = counts.get(layer, 0)
                counts[layer] = index + 1
                array = channels_first(arrays[f"{layer}:{index}"], kind, layers, node)
                target.copy_(torch.from_numpy(np.ascontiguousarray(array)))
    return network


def tensors(node: Node, module: nn.Module) -> list[tuple[torch.Tensor, str]]:
    """Returns the tensors of a module in the order of Keras's weights, with the kind of each."""
    if isinstance(module, nn.BatchNorm2d):
        gamma = [(module.weight, "vector")] if node["scale"] else []
        rest = (module.bias, module.running_mean, module.running_var)
        return gamma + [(tensor, "vector") for tensor in rest]
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        kind = "dense" if isinstance(module, nn.Linear) else "depthwise" if module.groups > 1 else "kernel"
        bias = [(module.bias, "vector")] if module.bias is not None else []
        return [(module.weight, kind), *bias]
    return []


def count_parameters(network: nn.Module) -> int:
    """Returns the number of parameters as Keras counts them: with moving statistics, without constants."""
    trained = sum(p.numel() for p in network.parameters() if p.requires_grad)
    statistics = sum(b.numel() for name, b in network.named_buffers() if "running" in name)
    return trained + statistics


def check_shapes(network: fx.GraphModule, size: int) -> None:
    """Checks that each layer has the output shape of the layer of Keras."""
    from torch.fx.passes.shape_prop import ShapeProp

    with torch.no_grad():
        ShapeProp(network).propagate(torch.zeros(1, 3, size, size))
    for node in network.graph.nodes:
        expected = node.meta.get("keras_shape")
        if expected is not None:
            actual = list(node.meta["tensor_meta"].shape[1:])
            if actual != (expected[-1:] + expected[:-1]):
                raise ValueError(f"{node.name} has shape {actual}, but {expected} in Keras")
