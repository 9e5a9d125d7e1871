"""Runs one peer in a process of its own."""
from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from environment import HERE, Environment, last_lines
from peers import OURS, Limits, Peer, Setting
from results import Measurement

VALUES = ("seconds", "first_seconds", "peak_bytes", "parameters")


@dataclass(frozen=True)
class Runner:
    """Starts peers. timeout: seconds after which a process is ended."""

    root: Path
    environment: Environment
    limits: Limits
    timeout: float

    def run(self, peer: Peer, setting: Setting, round_number: int, parameters: int) -> Measurement:
        """Measures a peer. If it fails, the result has its last lines as error."""
        values: dict = {}
        error = ""
        try:
            values = self._call(peer, setting)
            if values["parameters"] != parameters:
                error = f"{values['parameters']:,} parameters, but Keras has {parameters:,}: not the same network"
        except subprocess.TimeoutExpired:
            error = f"not finished after {self.timeout:g} s"
        except (OSError, subprocess.CalledProcessError, ValueError, KeyError, IndexError) as e:
            error = failure(e)
        known = {key: values[key] for key in VALUES if key in values}
        details = {key: value for key, value in values.items() if key not in VALUES}
        return Measurement(setting, self.limits, peer.name, round_number, now(), **known, error=error, details=details)

    def _call(self, peer: Peer, setting: Setting) -> dict:
        command = self.our_command(setting) if peer.name == OURS else self.worker_command(peer, setting)
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=self.timeout,
                              env=self.variables(peer), stdin=subprocess.DEVNULL)
        return our_values(done.stdout) if peer.name == OURS else json.loads(done.stdout.splitlines()[-1])

    def our_command(self, setting: Setting) -> list[str]:
        limits = self.limits
        command = [str(self.root / "blockwright"), "bench", setting.network, "--input", f"{limits.size}x{limits.size}x3",
                   "--batch-size", str(setting.batch), "--threads", str(limits.threads), "--mode", setting.mode,
                   "--runs", str(limits.repetitions), "--warm-up", str(limits.warm_up),
                   "--max-seconds", f"{limits.max_seconds:g}", "--json"]
        return command + (["--optimizer", setting.optimizer] if setting.optimizer else [])

    def worker_command(self, peer: Peer, setting: Setting) -> list[str]:
        networks = str(self.environment.networks(self.limits.size))
        request = {**asdict(setting), **asdict(self.limits), "variant": peer.variant, "networks": networks}
        return [str(self.environment.python), str(HERE / peer.worker), json.dumps(request)]

    def variables(self, peer: Peer) -> dict[str, str]:
        """Returns the environment variables of a process. Blockwright gets its threads by option only."""
        variables = {key: value for key, value in os.environ.items() if key not in ("OMP_NUM_THREADS", "PYTHONPATH")}
        if peer.name != OURS:
            variables["OMP_NUM_THREADS"] = str(self.limits.threads)
            variables["PYTHONDONTWRITEBYTECODE"] = "1"
        return variables


def our_values(stdout: str) -> dict:
    """Converts the output of `blockwright bench --json`."""
    timing = json.loads(stdout)[0]
    return {
        "seconds": timing["seconds"],
        "first_seconds": timing["firstSeconds"],
        "peak_bytes": timing["peakBytes"],
        "parameters": timing["parameters"],
        "executor": timing["executor"],
    }


def failure(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return last_lines(error.stderr or error.stdout or "", 3) or f"exit code {error.returncode} without output"
    return f"{type(error).__name__}: {error}"


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
