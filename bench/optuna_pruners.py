"""Writes the decisions of Optuna's pruners on random curves, with which PrunersTest compares.

  python bench/optuna_pruners.py tuning/src/test/resources/org/blockwright/tuning/pruning/optuna-pruners.json
"""
import json, random, sys, optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)
def pruners():
    P=optuna.pruners
    return {"median":P.MedianPruner(n_startup_trials=3,n_warmup_steps=2),
            "percentile":P.PercentilePruner(25.0,n_startup_trials=3,n_warmup_steps=1),
            "halving":P.SuccessiveHalvingPruner(min_resource=1,reduction_factor=3),
            "hyperband":P.HyperbandPruner(min_resource=1,max_resource=9,reduction_factor=3)}
rows=[]
for name in pruners():
    for direction in ("minimize","maximize"):
        r=random.Random(name+direction)
        study=optuna.create_study(study_name="golden",direction=direction,pruner=pruners()[name])
        trials=[]
        for n in range(40):
            t=study.ask(); curve=[]; pruned=False; level=r.random()
            for step in range(1,10):
                v=level+r.gauss(0,.2)-(0.05*step if direction=="minimize" else -0.05*step)
                if r.random()<0.03: v=float("nan")
                v=v if v!=v else round(v,3)
                curve.append("NaN" if v!=v else v)
                t.report(v,step)
                if t.should_prune(): pruned=True; break
            study.tell(t,None if pruned else 0.0,state=optuna.trial.TrialState.PRUNED if pruned else optuna.trial.TrialState.COMPLETE)
            trials.append({"curve":curve,"pruned":pruned})
        rows.append({"pruner":name,"direction":direction,"trials":trials})
json.dump(rows,open(sys.argv[1],"w"),indent=0)
print({(r["pruner"],r["direction"]):sum(t["pruned"] for t in r["trials"]) for r in rows})
