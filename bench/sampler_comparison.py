"""Compares our samplers with Optuna's default TPESampler and RandomSampler on test functions.

  python bench/sampler_comparison.py --classpath "$CLASSPATH" [--seeds 20] [--samplers tpe,random]

CLASSPATH has the modules and libraries of Blockwright. Prints, per function, the median over the
seeds of the best value after 50 and 100 trials; of the noisy function the value without noise of
the trial that seemed best.
"""

import argparse
import math
import pathlib
import random
import statistics
import subprocess
from collections import defaultdict

import optuna

HARTMANN_A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14],
              [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
HARTMANN_P = [[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
              [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
              [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
              [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]]
HARTMANN_ALPHA = [1.0, 1.2, 3.0, 3.2]


def branin(t):
    x, y = t.suggest_float("x0", -5, 10), t.suggest_float("x1", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(t):
    x = [t.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(alpha * math.exp(-sum(a * (v - p) ** 2 for a, v, p in zip(row_a, x, row_p)))
                for alpha, row_a, row_p in zip(HARTMANN_ALPHA, HARTMANN_A, HARTMANN_P))


def rosenbrock5(t):
    x = [t.suggest_float(f"x{i}", -2, 2) for i in range(5)]
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def mixed(t):
    kind = t.suggest_categorical("kind", ["a", "b", "c", "d"])
    mode = t.suggest_categorical("mode", ["e", "f", "g"])
    rate = t.suggest_float("rate", 1e-5, 1, log=True)
    width = t.suggest_int("width", 16, 256, step=16)
    drop = t.suggest_float("drop", 0, 0.5)
    best = -2.5 if kind == "b" else -3.5
    return ({"a": 2, "b": 0, "c": 1, "d": 3}[kind] + {"e": 0.5, "f": 1.5, "g": 0}[mode]
            + (math.log10(rate) - best) ** 2 + ((width - 176) / 64) ** 2 + ((drop - 0.2) / 0.2) ** 2)


FUNCTIONS = {"branin": branin, "hartmann6": hartmann6, "mixed": mixed, "noisy": branin,
             "rosenbrock5": rosenbrock5}


def optuna_best(name, sampler, seed):
    noise = random.Random(seed)
    exact = []

    def objective(trial):
        exact.append(FUNCTIONS[name](trial))
        return exact[-1] + (5 * noise.gauss(0, 1) if name == "noisy" else 0)

    study = optuna.create_study(sampler=sampler(seed=seed))
    study.optimize(objective, n_trials=100)
    values = [t.value for t in study.trials]
    return [exact[min(range(n), key=values.__getitem__)] for n in (50, 100)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--samplers", default="tpe,cma-es,genetic,sobol,random")
    arguments = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    results = defaultdict(list)
    program = pathlib.Path(__file__).with_name("SamplerComparison.java")
    lines = subprocess.run(
        ["java", "-cp", arguments.classpath, str(program), str(arguments.seeds), arguments.samplers],
        check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    for line in lines:
        parts = line.split()
        if len(parts) == 5 and parts[0] in FUNCTIONS:
            results[parts[0], parts[1]].append((float(parts[3]), float(parts[4])))
    samplers = {"Optuna TPE": optuna.samplers.TPESampler, "Optuna random": optuna.samplers.RandomSampler}
    for name in FUNCTIONS:
        for label, sampler in samplers.items():
            for seed in range(arguments.seeds):
                results[name, label].append(tuple(optuna_best(name, sampler, seed)))
    labels = ["Optuna TPE", "Optuna random"] + arguments.samplers.split(",")
    print(f"Optuna {optuna.__version__}, {arguments.seeds} seeds, median best value after 50 / 100 trials")
    print("| function | " + " | ".join(labels) + " |")
    print("| --- |" + " --- |" * len(labels))
    for name in FUNCTIONS:
        cells = []
        for label in labels:
            studies = results[name, label]
            cells.append(" / ".join(f"{statistics.median(s[i] for s in studies):.3f}" for i in (0, 1)))
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
