"""Checks that Optuna loads our studies, and that we load one of its.

  python bench/optuna_studies.py --command ./blockwright --study studies/heads

--study is the directory of a study of ours. Needs optuna 5.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import optuna


def objective(trial):
    trial.suggest_float("rate", 1e-5, 1, log=True)
    trial.suggest_categorical("kind", ["a", None, 3, 1.5, True])
    trial.suggest_int("width", 16, 64, step=16)
    for step, value in enumerate([0.5, float("nan"), float("inf")]):
        trial.report(value, step)
    if trial.number == 1:
        raise optuna.TrialPruned()
    if trial.number == 2:
        raise ValueError("boom")
    return trial.number + 0.5


def show(command, storage):
    out = subprocess.run([*command, "tune", "show", storage, "--json"], check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out[out.index("{"):])


def check_theirs(command):
    with tempfile.TemporaryDirectory() as folder:
        storage = f"sqlite:///{folder}/theirs.db"
        study = optuna.create_study(study_name="theirs", storage=storage, direction="maximize")
        study.optimize(objective, n_trials=5, catch=(ValueError,))
        ours = show(command, storage)
        states = {"COMPLETE": "done", "PRUNED": "pruned", "FAIL": "failed"}
        assert [t["state"] for t in ours["trials"]] == [states[t.state.name] for t in study.trials]
        for mine, trial in zip(ours["trials"], study.trials):
            assert mine["number"] == trial.number
            assert mine["params"]["rate"] == trial.params["rate"]
            assert mine["params"]["width"] == trial.params["width"]
            if trial.state.name == "COMPLETE":  # Optuna gives pruned trials their last value.
                assert mine["objective"] == trial.value
            assert len(mine["reported"]) == len(trial.intermediate_values)
        assert ours["direction"] == "maximize"
        print(f"we read {len(study.trials)} trials of Optuna {optuna.__version__}")


def check_ours(command, directory):
    database = pathlib.Path(directory, "study.db").resolve()
    name = optuna.get_all_study_names(f"sqlite:///{database}")[0]
    study = optuna.load_study(study_name=name, storage=f"sqlite:///{database}")
    ours = show(command, str(directory))
    numbers = {t["number"]: t for t in ours["trials"]}
    for trial in study.trials:
        if trial.number in numbers:
            if trial.state.name == "COMPLETE":
                assert numbers[trial.number]["objective"] == trial.value
            assert numbers[trial.number]["params"] == trial.params
    if any("objective" in t for t in ours["trials"]):
        better = max if ours["direction"] == "maximize" else min
        assert study.best_value == better(t["objective"] for t in ours["trials"] if "objective" in t)
    print(f"Optuna {optuna.__version__} reads our {len(study.trials)} trials, best {study.best_params}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--command", default="./blockwright")
    parser.add_argument("--study", required=True)
    arguments = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.CRITICAL)
    check_theirs(arguments.command.split())
    check_ours(arguments.command.split(), arguments.study)


if __name__ == "__main__":
    main()
