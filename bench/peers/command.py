"""The command: prepares, measures in rounds, writes the tables."""
from __future__ import annotations

import argparse
import shlex
import sys
from statistics import median

import environment as environments
import machine
import options
import report
from environment import Environment
from errors import PeersError
from peers import BY_NAME, Limits, Peer, Setting, order
from processes import Runner, now
from results import Measurement, Results, Run

PACKAGES = ["keras", "tensorflow-cpu", "torch", "onnxruntime", "numpy"]
IDLE_LOAD = 0.5
# Options whose values are paths of one machine.
PATHS = ("--directory", "--results", "--page")


def main(arguments: list[str]) -> int:
    try:
        return compare(options.parse(arguments), arguments)
    except PeersError as e:
        log(str(e))
        return 1
    except KeyboardInterrupt:
        log("Interrupted. Finished measurements are kept: run the same command again to continue.")
        return 130


def log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def compare(given: argparse.Namespace, arguments: list[str]) -> int:
    limits = Limits(given.threads, given.size, given.warm_up, given.repetitions, given.max_seconds)
    if given.fresh and given.results.exists():
        given.results.replace(f"{given.results}.old")
    results = Results(given.results)
    env = Environment(given.directory.resolve())
    environments.prepare(env, log)
    for network in given.networks:
        environments.prepare_network(env, network, given.size, log)
    steps = plan(given, results, limits)
    if steps:
        record_run(results, env, arguments)
        measure(steps, results, Runner(options.ROOT, env, limits, given.timeout))
    write(given, results, limits)
    return 1 if any(result.error for result in results.with_limits(limits)) else 0


Step = tuple[Peer, Setting, int]


def plan(given: argparse.Namespace, results: Results, limits: Limits) -> list[Step]:
    """Returns the measurements that are not finished: by setting, then by round, each peer once per round."""
    peers = [BY_NAME[name] for name in given.peers if given.mode in BY_NAME[name].modes]
    optimizer = given.optimizer if given.mode == "train" else ""
    settings = [Setting(given.mode, optimizer, n, b) for n in given.networks for b in given.batches]
    steps = [(peer, setting, number)
             for setting in settings
             for number in range(1, given.rounds + 1)
             for peer in order(peers, number)]
    return [step for step in steps if not results.is_finished((step[1], limits, step[0].name, step[2]))]


def record_run(results: Results, env: Environment, arguments: list[str]) -> None:
    versions = machine.installed_versions(env.site_packages, PACKAGES)
    conditions = machine.conditions(options.ROOT, {"Python": sys.version.split()[0], **versions})
    previous = results.runs[-1].conditions if results.runs else conditions
    if previous != conditions:
        log(f"Machine, commit or versions differ from those of the earlier results in {results.file}. "
            "Use --fresh to measure everything again.")
    if machine.load() > IDLE_LOAD:
        log(f"Other processes are running (load {machine.load():.1f}): the results will not be reliable.")
    results.append(Run(shlex.join(["python3", "bench/peers", *repeatable(arguments)]), now(), conditions))


def repeatable(arguments: list[str]) -> list[str]:
    """Returns the arguments without --fresh and without the paths of this machine."""
    kept, skip = [], False
    for argument in arguments:
        name = argument.split("=")[0]
        if not skip and name not in ("--fresh", *PATHS):
            kept.append(argument)
        skip = not skip and argument in PATHS
    return kept


def measure(steps: list[Step], results: Results, runner: Runner) -> None:
    for number, (peer, setting, round_number) in enumerate(steps, 1):
        parameters = environments.expected_parameters(runner.environment, setting.network, runner.limits.size)
        measurement = runner.run(peer, setting, round_number, parameters)
        results.append(measurement)
        log(f"[{number}/{len(steps)}] {setting}, round {round_number}: {peer.name} {outcome(measurement)}")


def outcome(measurement: Measurement) -> str:
    if measurement.error:
        return f"failed:\n{measurement.error}"
    return f"{median(measurement.seconds):.4f} s, {measurement.peak_bytes >> 20} MB"


def write(given: argparse.Namespace, results: Results, limits: Limits) -> None:
    generated = report.sections(results, limits)
    if given.no_page:
        print(generated)
    else:
        report.write_page(given.page, generated)
        log(f"wrote {given.page}")
