"""Measures a network in PyTorch: eager, with channels-last tensors, or as frozen TorchScript."""
from __future__ import annotations

from pathlib import Path
from typing import Callable

from timing import measure, peak_bytes, read_request, report

import torch

import layer_graph
import torch_network

OPTIMIZERS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}


def forward(network: torch.nn.Module, images: torch.Tensor) -> Callable[[], object]:
    def run() -> None:
        with torch.inference_mode():
            network(images)
    return run


def frozen(network: torch.nn.Module, images: torch.Tensor) -> torch.nn.Module:
    with torch.inference_mode():
        return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network, images)))


def training_step(network: torch.nn.Module, images: torch.Tensor, optimizer: str) -> Callable[[], object]:
    labels = torch.arange(len(images)) % 1000
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    update = OPTIMIZERS[optimizer](trained, lr=1e-3, fused=True)
    loss_function = torch.nn.CrossEntropyLoss()

    def run() -> None:
        update.zero_grad()
        loss_function(network(images), labels).backward()
        update.step()
    return run


def main() -> None:
    request = read_request()
    torch.set_num_threads(request["threads"])
    torch.set_num_interop_threads(1)
    torch.manual_seed(1)
    start_bytes = peak_bytes()
    training = request["mode"] == "train"
    layers = layer_graph.read(Path(request["networks"]) / f"{request['network']}.json")
    network = torch_network.create(layers, logits=training).train(training)
    images = torch.rand(request["batch"], 3, request["size"], request["size"])
    parameters = torch_network.count_parameters(network)
    if request["variant"] == "channels-last":
        network = network.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    if training:
        run = training_step(network, images, request["optimizer"])
    else:
        run = forward(frozen(network, images) if request["variant"] == "frozen" else network, images)
    result = measure(run, request)
    report({**result, "parameters": parameters, "peak_bytes": peak_bytes(), "start_bytes": start_bytes})


if __name__ == "__main__":
    main()
