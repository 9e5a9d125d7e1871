"""The machine and the versions under which is measured."""
from __future__ import annotations

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path


def conditions(root: Path, packages: dict[str, str]) -> dict[str, str]:
    """Returns CPU, cores, memory, system, commit and versions, by the names in the page."""
    return {
        "CPU": cpu(),
        "cores": str(available_cores()),
        "memory": memory(),
        "system": f"{platform.system()} {platform.release()}",
        "Blockwright": commit(root),
        "versions": ", ".join(f"{name} {version}" for name, version in packages.items()),
    }


def available_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cpu() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine()
    values = dict(part.split(":", 1) for part in info.read_text().split("\n\n")[0].splitlines() if ":" in part)
    fields = {key.strip(): value.strip() for key, value in values.items()}
    name = fields.get("model name", platform.machine())
    family = f", family {fields['cpu family']} model {fields['model']}" if "cpu family" in fields else ""
    features = [title for flag, title in FEATURES.items() if flag in fields.get("flags", "").split()]
    return name + family + (f" ({', '.join(features)})" if features else "")


FEATURES = {"avx2": "AVX2", "avx512f": "AVX-512", "avx512_vnni": "VNNI", "avx512_bf16": "BF16", "amx_tile": "AMX"}


def memory() -> str:
    info = Path("/proc/meminfo")
    if not info.exists():
        return "unknown"
    kilobytes = int(info.read_text().split("MemTotal:")[1].split()[0])
    return f"{kilobytes / (1 << 20):.0f} GB"


def commit(root: Path) -> str:
    """Returns the abbreviated commit, marked if files differ from it."""
    described = git(root, "rev-parse", "--short", "HEAD")
    changed = git(root, "status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs")
    return (described or "unknown commit") + (" with changes" if changed else "")


def git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def load() -> float:
    """Returns the number of processes that ran on average in the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def installed_versions(site_packages: list[str], names: list[str]) -> dict[str, str]:
    found = {}
    for distribution in metadata.distributions(path=site_packages):
        name = distribution.metadata["Name"].lower().replace("_", "-")
        if name in names:
            found[name] = distribution.version
    return {name: found[name] for name in names if name in found}
