"""The peers, the networks and the settings of measurements."""
from __future__ import annotations

from dataclasses import dataclass

NETWORKS = ("mobilenet", "resnet50", "vgg16", "mobilenetv2", "densenet121", "xception", "inceptionv3", "nasnetmobile")
MODES = ("forward", "train")
OPTIMIZERS = ("adam", "sgd")
OURS = "blockwright"


@dataclass(frozen=True)
class Peer:
    """A framework, or one way to use it, which runs in processes of its own.

    name: name in results; title: heading in tables; family: peers of a family are alternatives of one framework, and
    the fastest counts; worker: program in this directory; variant: what the worker does; modes: what it can do.
    """

    name: str
    title: str
    family: str
    worker: str
    variant: str = ""
    modes: tuple[str, ...] = MODES


PEERS = (
    Peer(OURS, "Blockwright", "Blockwright", ""),
    Peer("keras", "Keras", "Keras", "worker_keras.py", "default"),
    Peer("keras-without-xla", "Keras without XLA", "Keras", "worker_keras.py", "without XLA"),
    Peer("torch-eager", "PyTorch eager", "PyTorch", "worker_torch.py", "eager"),
    Peer("torch-channels-last", "PyTorch channels-last", "PyTorch", "worker_torch.py", "channels-last"),
    Peer("torch-frozen", "PyTorch frozen", "PyTorch", "worker_torch.py", "frozen", ("forward",)),
    Peer("onnxruntime", "ONNX Runtime", "ONNX Runtime", "worker_onnxruntime.py", "", ("forward",)),
)
BY_NAME = {peer.name: peer for peer in PEERS}


@dataclass(frozen=True)
class Limits:
    """How long is measured, and on how many threads; results with different limits are not mixed."""

    threads: int
    size: int
    warm_up: int
    repetitions: int
    max_seconds: float


@dataclass(frozen=True)
class Setting:
    """What is measured: one row of a table. The optimizer is empty for forward."""

    mode: str
    optimizer: str
    network: str
    batch: int

    def __str__(self) -> str:
        mode = f"{self.mode} {self.optimizer}".strip()
        return f"{self.network}, batch size {self.batch}, {mode}"


def order(peers: list[Peer], round_number: int) -> list[Peer]:
    """Returns the peers in the order of a round: it is reversed in every second round."""
    return peers if round_number % 2 == 1 else peers[::-1]
