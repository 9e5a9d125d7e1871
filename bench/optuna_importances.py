"""Writes the importances that Optuna's PED-ANOVA gives the parameters of studies, with which PedAnovaTest compares.

  python bench/optuna_importances.py tuning/src/test/resources/org/blockwright/tuning/importance/optuna-importances.json
"""
import json
import math
import random
import sys
import warnings

import optuna
from optuna.distributions import distribution_to_json
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore")


def mixed(trial):
    rate = trial.suggest_float("rate", 1e-5, 1e-1, log=True)
    dropout = trial.suggest_float("dropout", 0.0, 0.8)
    momentum = trial.suggest_float("momentum", 0.5, 0.95, step=0.05)
    width = trial.suggest_int("width", 16, 256, step=16)
    units = trial.suggest_int("units", 1, 1000, log=True)
    layers = trial.suggest_int("layers", 1, 4)
    kind = trial.suggest_categorical("kind", ["adam", "sgd", "rmsprop"])
    gray = trial.suggest_categorical("gray", [False, True])
    trial.suggest_categorical("fixed", ["one"])
    return ((math.log10(rate) + 3) ** 2 + 2 * abs(dropout - 0.3) + abs(width - 128) / 100 + 0.1 * layers
            + {"adam": 0, "sgd": 0.5, "rmsprop": 0.2}[kind] + 0.3 * gray + momentum * 0.05 + math.log(units) * 0.01)


def conditional(trial):
    kind = trial.suggest_categorical("kind", ["adam", "sgd"])
    rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    value = abs(math.log10(rate) + 2)
    if kind == "sgd":
        value += abs(trial.suggest_float("momentum", 0.5, 0.99) - 0.9)
    if trial.suggest_categorical("augment", [False, True]):
        value += trial.suggest_int("rotate", 1, 45) / 45
    # Another range under another condition.
    value += trial.suggest_int("width", 16, 64 if kind == "adam" else 128) / 200
    return value


def rounded(trial):
    """Many equal values, as accuracies on few images."""
    a = trial.suggest_float("a", -1, 1)
    b = trial.suggest_int("b", 0, 9)
    return round(a * a + b / 50, 1)


def rows(study):
    """Returns the distributions, and the trials: state, value, and value and index of the distribution of each parameter."""
    distributions, trials = [], []
    for trial in study.trials:
        params = {}
        for name, value in trial.params.items():
            distribution = trial.distributions[name]
            if distribution not in distributions:
                distributions.append(distribution)
            params[name] = [value, distributions.index(distribution)]
        value = str(trial.value) if trial.value is not None and math.isinf(trial.value) else trial.value
        trials.append([trial.state.name, value, params])
    return [json.loads(distribution_to_json(one)) for one in distributions], trials


def run(name, objective, trials, direction, seed):
    study = optuna.create_study(direction=direction, sampler=optuna.samplers.RandomSampler(seed))
    ends = random.Random(seed)
    for _ in range(trials):
        trial = study.ask()
        value = objective(trial)
        value = value if direction == "minimize" else -value
        end = ends.random()
        if end < 0.05:
            study.tell(trial, state=TrialState.FAIL)
        elif end < 0.15:
            trial.report(value, 1)
            study.tell(trial, state=TrialState.PRUNED)
        else:
            study.tell(trial, math.inf if end > 0.98 else value)
    evaluator = PedAnovaImportanceEvaluator()
    distributions, trials = rows(study)
    return {"name": name, "direction": direction, "distributions": distributions, "trials": trials,
            "importances": get_param_importances(study, evaluator=evaluator),
            "not normalized": get_param_importances(study, evaluator=evaluator, normalize=False)}


studies = [run("mixed", mixed, 200, "minimize", 1), run("mixed, few trials", mixed, 24, "maximize", 2),
           run("conditional", conditional, 150, "maximize", 3), run("conditional, few trials", conditional, 16, "minimize", 4),
           run("equal values", rounded, 60, "minimize", 5), run("one trial", rounded, 1, "minimize", 6)]
with open(sys.argv[1], "w") as file:
    json.dump(studies, file, indent=None, separators=(",", ":"))
    file.write("\n")
for study in studies:
    print(study["name"], {name: round(value, 3) for name, value in study["importances"].items()})
