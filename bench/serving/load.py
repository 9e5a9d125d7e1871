"""Measures servers of image predictions under load, with 1, 8 and 64 clients.

    python3 bench/serving/load.py --networks bench/target/peers/networks/224 --images cats-dogs/test

Starts `blockwright serve` and a Python server on ONNX Runtime (onnx_server.py) for each network, one after the
other, sends photographs over HTTP/1.1 with kept connections, and prints requests per second, the 50th, 95th and
99th percentile of the time of a request in milliseconds, errors, and the resident memory of the server at the end.
Needs the packages of requirements.txt, saved models NETWORK.zip in --models, and NETWORK.onnx of bench/peers in --networks.
"""
from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HOST = "127.0.0.1"
HERE = Path(__file__).resolve().parent


async def client(port: int, path: str, bodies: list[bytes], start: int, end: float, times: list[float], errors: list[str]) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    number = start
    while time.perf_counter() < end:
        body = bodies[number % len(bodies)]
        number += 1
        begin = time.perf_counter()
        head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length"))
        await reader.readexactly(length)
        if answer.startswith(b"HTTP/1.1 200"):
            times.append(time.perf_counter() - begin)
        else:
            errors.append(answer.split(b"\r\n")[0].decode())
            await asyncio.sleep(0.01)
    writer.close()


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))] * 1000 if values else float("nan")


def resident(process: subprocess.Popen) -> float:
    """Returns the resident memory in megabytes."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


async def load(port: int, path: str, bodies: list[bytes], clients: int, seconds: float) -> tuple[list[float], list[str], float]:
    times: list[float] = []
    errors: list[str] = []
    begin = time.perf_counter()
    await asyncio.gather(*(client(port, path, bodies, 17 * i, begin + seconds, times, errors) for i in range(clients)))
    return times, errors, time.perf_counter() - begin


def wait_for(port: int, path: str, body: bytes, process: subprocess.Popen) -> None:
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"the server ended with {process.returncode}")
        try:
            times, _, _ = asyncio.run(load(port, path, [body], 1, 0.1))
            if times:
                return
        except (OSError, asyncio.IncompleteReadError):
            time.sleep(0.2)
    sys.exit("the server does not answer")


def commands(options: argparse.Namespace, network: str) -> dict[str, tuple[list[str], dict[str, str]]]:
    model = f"{network}={options.models / (network + '.zip')}"
    onnx = {"ONNX_FILE": str(options.networks / f"{network}.onnx")}
    python = [sys.executable, "-m", "uvicorn", "onnx_server:app", "--port", str(options.port), "--app-dir", str(HERE),
              "--no-access-log", "--log-level", "warning"]
    return {"blockwright": ([*options.command.split(), "serve", model, "--port", str(options.port), *options.flags.split()], {}),
            "python": (python, onnx)}


def measure(name: str, options: argparse.Namespace, network: str, bodies: list[bytes]) -> None:
    command, environment = commands(options, network)[name]
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    path = f"/predictions/{network}"
    try:
        wait_for(options.port, path, bodies[0], process)
        asyncio.run(load(options.port, path, bodies, 8, options.warm_up))
        for clients in options.clients:
            times, errors, seconds = asyncio.run(load(options.port, path, bodies, clients, options.seconds))
            print(f"| {network} | {name} | {clients} | {len(times) / seconds:.1f} | {percentile(times, 0.5):.0f} |"
                  f" {percentile(times, 0.95):.0f} | {percentile(times, 0.99):.0f} | {len(errors)} | {resident(process):.0f} |", flush=True)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", nargs="+", default=["mobilenet", "vgg16"], help="networks")
    parser.add_argument("--models", type=Path, default=Path("."), help="folder of NETWORK.zip")
    parser.add_argument("--networks", type=Path, required=True, help="folder of NETWORK.onnx")
    parser.add_argument("--images", type=Path, required=True, help="folder of JPEG files")
    parser.add_argument("--command", default="./blockwright", help="the command of Blockwright")
    parser.add_argument("--flags", default="", help="further options of its server")
    parser.add_argument("--servers", nargs="+", default=["blockwright", "python"])
    parser.add_argument("--clients", nargs="+", type=int, default=[1, 8, 64])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--warm-up", type=float, default=10)
    parser.add_argument("--port", type=int, default=8123)
    options = parser.parse_args()
    bodies = [file.read_bytes() for file in sorted(options.images.rglob("*.jpg"))[:200]]
    print("| network | server | clients | requests/s | p50 ms | p95 ms | p99 ms | errors | memory MB |")
    print("| --- | --- | --: | --: | --: | --: | --: | --: | --: |", flush=True)
    for network in options.names:
        for name in options.servers:
            measure(name, options, network, bodies)


if __name__ == "__main__":
    main()
