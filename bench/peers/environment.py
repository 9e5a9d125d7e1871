"""The Python environment with the pinned frameworks, and the files of the networks."""
from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from errors import PeersError

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"
# The installed packages and the downloaded files, most of which belong to PyTorch with CUDA.
NEEDED_GIGABYTES = 12

Log = Callable[[str], None]


@dataclass(frozen=True)
class Environment:
    """A directory with the virtual environment and the files of the networks."""

    directory: Path

    @property
    def python(self) -> Path:
        folder = "Scripts" if sys.platform == "win32" else "bin"
        return self.directory / "venv" / folder / "python"

    @property
    def site_packages(self) -> list[str]:
        return [str(path) for path in (self.directory / "venv").glob("[Ll]ib*/**/site-packages")]

    def networks(self, size: int) -> Path:
        return self.directory / "networks" / str(size)


def prepare(environment: Environment, log: Log) -> None:
    """Creates the virtual environment, unless it exists with the pinned versions."""
    stamp = environment.directory / "venv" / "requirements.sha256"
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    environment.directory.mkdir(parents=True, exist_ok=True)
    require_space(environment.directory, shutil.disk_usage(environment.directory).free)
    log(f"creating {environment.directory / 'venv'} (downloads about 3 GB)")
    call([sys.executable, "-m", "venv", "--clear", str(environment.directory / "venv")],
         "The virtual environment could not be created. On Debian and Ubuntu install python3-venv.")
    call([str(environment.python), "-m", "pip", "install", "--no-cache-dir", "--progress-bar", "off", "-r", str(REQUIREMENTS)],
         "The frameworks could not be installed with pip.")
    stamp.write_text(digest)


def require_space(directory: Path, free: int) -> None:
    if free < NEEDED_GIGABYTES << 30:
        raise PeersError(
            f"Not enough disk space in {directory}: the Python environment needs {NEEDED_GIGABYTES} GB, "
            f"{free / (1 << 30):.1f} GB are free. Free some space, or choose another directory with --directory.")


def call(command: list[str], problem: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise PeersError(f"{problem} Last lines of its output:\n{last_lines(done.stdout)}")


def last_lines(text: str, count: int = 5) -> str:
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines[-count:])


def prepare_network(environment: Environment, network: str, size: int, log: Log) -> None:
    """Describes a network, and checks that all frameworks compute the same with it, unless this has been done."""
    folder = environment.networks(size)
    checked = folder / f"{network}.checked"
    if checked.exists():
        return
    log(f"{network}: checking that all frameworks compute the same")
    folder.mkdir(parents=True, exist_ok=True)
    request = json.dumps({"network": network, "size": size, "networks": str(folder)})
    for program in ("describe_network.py", "check_networks.py"):
        call([str(environment.python), str(HERE / program), request], f"{network}: {program} failed.")
    (folder / f"{network}.npz").unlink()  # needed for the check only
    checked.touch()


def expected_parameters(environment: Environment, network: str, size: int) -> int:
    return json.loads((environment.networks(size) / f"{network}.json").read_text())["parameters"]
