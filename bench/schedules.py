"""Writes golden.csv: the learning rates of 200 steps of Keras's, PyTorch's and timm's schedules.

Run with Keras 3, PyTorch and timm: KERAS_BACKEND=torch python bench/schedules.py > \
training/src/test/resources/schedules/golden.csv

One line per schedule: the text of the schedule in Blockwright, the names of the class, and 200
rates. The base rate is 0.1, an epoch has 10 steps. The line "losses" has the monitored losses of
the 20 epochs, for the reduction on a plateau.
"""

import csv
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import timm.scheduler
import torch

keras.config.set_floatx("float64")

BASE = 0.1
STEPS_PER_EPOCH = 10
EPOCHS = 20
STEPS = EPOCHS * STEPS_PER_EPOCH
LOSSES = [
    0.9, 0.7, 0.6, 0.61, 0.62, 0.59995, 0.6, 0.55, 0.56, 0.57,
    0.58, 0.59, 0.6, 0.61, 0.5, 0.51, 0.52, 0.53, 0.54, 0.55,
]  # fmt: skip


def of_keras(schedule):
    return [float(schedule(step)) for step in range(STEPS)]


def of_torch(create, by_epoch=False):
    """Returns the rates before each step; the schedule is advanced after it, or after an epoch."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=BASE)
    schedule = create(optimizer)
    rates = []
    for step in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if not by_epoch or (step + 1) % STEPS_PER_EPOCH == 0:
            schedule.step()
    return rates


def of_plateau(**settings):
    """Returns the rates of each step, with Keras's callback after each epoch."""

    class Model:
        optimizer = keras.optimizers.SGD(BASE)

    callback = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", **settings)
    callback.set_model(Model())
    callback.on_train_begin()
    rates = []
    for epoch, loss in enumerate(LOSSES):
        rates += [float(keras.ops.convert_to_numpy(Model.optimizer.learning_rate))] * STEPS_PER_EPOCH
        callback.on_epoch_end(epoch, {"val_loss": loss})
    return rates


def of_timm(create):
    """Returns the rates of each step, with the calls of timm's training script.

    A schedule in epochs gets the number of finished epochs after each of them, and the monitored
    loss; one in updates (--sched-on-updates) the number of finished steps after each of them.
    """
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=BASE)
    schedule = create(optimizer)
    rates = []
    for step in range(1, STEPS + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step_update(step)
        if step % STEPS_PER_EPOCH == 0:
            schedule.step(step // STEPS_PER_EPOCH, LOSSES[step // STEPS_PER_EPOCH - 1])
    return rates


def main():
    decays = keras.optimizers.schedules
    torch_schedules = torch.optim.lr_scheduler

    def warm_up_and_step(optimizer):
        return torch_schedules.SequentialLR(
            optimizer,
            [
                torch_schedules.LinearLR(optimizer, start_factor=0.1, total_iters=20),
                torch_schedules.StepLR(optimizer, step_size=30, gamma=0.5),
            ],
            milestones=[20],
        )

    rows = [
        ("constant", "torch ConstantLR", of_torch(lambda o: torch_schedules.ConstantLR(o, factor=1))),
        ("step,every=3,factor=0.5", "torch StepLR", of_torch(lambda o: torch_schedules.StepLR(o, 30, 0.5))),
        (
            "step,every=2.5,factor=0.8",
            "keras ExponentialDecay staircase",
            of_keras(decays.ExponentialDecay(BASE, 25, 0.8, staircase=True)),
        ),
        (
            "step,every=3,factor=0.5,warm-up=2,warm-up-from=0.1",
            "torch LinearLR StepLR",
            of_torch(warm_up_and_step),
        ),
        (
            "exponential,every=1,factor=0.9",
            "keras ExponentialDecay",
            of_keras(decays.ExponentialDecay(BASE, 10, 0.9)),
        ),
        (
            "exponential,every=1,factor=0.9,by=epoch",
            "torch ExponentialLR",
            of_torch(lambda o: torch_schedules.ExponentialLR(o, 0.9), by_epoch=True),
        ),
        (
            "polynomial,end=0.1,power=2,epochs=15",
            "keras PolynomialDecay",
            of_keras(decays.PolynomialDecay(BASE, 150, 0.1 * BASE, 2)),
        ),
        (
            "polynomial,end=0,power=1",
            "keras PolynomialDecay",
            of_keras(decays.PolynomialDecay(BASE, STEPS, 0, 1)),
        ),
        ("cosine,end=0", "keras CosineDecay", of_keras(decays.CosineDecay(BASE, STEPS))),
        (
            "cosine,end=0.05,warm-up=3",
            "keras CosineDecay",
            of_keras(
                decays.CosineDecay(0.0, 170, alpha=0.05, warmup_target=BASE, warmup_steps=30)
            ),
        ),
        (
            "cosine,end=0,by=epoch",
            "torch CosineAnnealingLR",
            of_torch(lambda o: torch_schedules.CosineAnnealingLR(o, EPOCHS), by_epoch=True),
        ),
        (
            "cosine,end=0.02,cycle=4,t-mul=2,m-mul=0.8",
            "keras CosineDecayRestarts",
            of_keras(decays.CosineDecayRestarts(BASE, 40, t_mul=2, m_mul=0.8, alpha=0.02)),
        ),
        (
            "cosine,end=0,cycle=5,t-mul=1,m-mul=0.5",
            "keras CosineDecayRestarts",
            of_keras(decays.CosineDecayRestarts(BASE, 50, t_mul=1, m_mul=0.5)),
        ),
        (
            "one-cycle,pct-start=0.3,start=0.04,end=4e-6",
            "torch OneCycleLR",
            of_torch(lambda o: _one_cycle(o, 0.3, 25, 1e4)),
        ),
        (
            "one-cycle,pct-start=0.2,start=0.1,end=0.001",
            "torch OneCycleLR",
            of_torch(lambda o: _one_cycle(o, 0.2, 10, 100)),
        ),
        (
            "plateau,factor=0.5,patience=2,min-delta=0.0001,cooldown=0,end=0",
            "keras ReduceLROnPlateau",
            of_plateau(factor=0.5, patience=2),
        ),
        (
            "plateau,factor=0.3,patience=1,min-delta=0.02,cooldown=2,end=0.1",
            "keras ReduceLROnPlateau",
            of_plateau(factor=0.3, patience=1, min_delta=0.02, cooldown=2, min_lr=0.1 * BASE),
        ),
    ]
    rows += of_all_timm()
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["losses", "", *LOSSES])
    for text, source, rates in rows:
        out.writerow([text, source, *(repr(rate) for rate in rates)])


def of_all_timm():
    """Returns rows of timm's schedules; its warm-up is by step only if the schedule is, too."""
    schedules = timm.scheduler
    in_steps = dict(t_in_epochs=False, warmup_prefix=True)
    created = [
        (
            "cosine,end=0.05,by=epoch",
            lambda o: schedules.CosineLRScheduler(o, EPOCHS, lr_min=0.05 * BASE),
        ),
        (
            "cosine,end=0.02,warm-up=3,warm-up-from=0.01",
            lambda o: schedules.CosineLRScheduler(
                o, 170, 0.02 * BASE, warmup_t=30, warmup_lr_init=0.01 * BASE, **in_steps
            ),
        ),
        (
            "cosine,end=0.02,cycle=2,t-mul=2,m-mul=1,by=epoch",
            lambda o: schedules.CosineLRScheduler(
                o, 2, 0.02 * BASE, cycle_mul=2, cycle_decay=1, cycle_limit=9
            ),
        ),
        (
            "cosine,end=0,cycle=4,t-mul=1.5,m-mul=0.7,warm-up=2",
            lambda o: schedules.CosineLRScheduler(
                o, 40, cycle_mul=1.5, cycle_decay=0.7, cycle_limit=9, warmup_t=20, **in_steps
            ),
        ),
        (
            "step,every=4,factor=0.3,by=epoch",
            lambda o: schedules.StepLRScheduler(o, 4, 0.3),
        ),
        (
            "step,every=2.5,factor=0.6,warm-up=2,warm-up-from=0.1",
            lambda o: schedules.StepLRScheduler(
                o, 25, 0.6, warmup_t=20, warmup_lr_init=0.1 * BASE, **in_steps
            ),
        ),
        (
            "polynomial,end=0.1,power=0.5,by=epoch",
            lambda o: schedules.PolyLRScheduler(o, EPOCHS, 0.5, lr_min=0.1 * BASE),
        ),
        (
            "polynomial,end=0,power=3,epochs=12,warm-up=4",
            lambda o: schedules.PolyLRScheduler(o, 120, 3, warmup_t=40, **in_steps),
        ),
        (
            "plateau,factor=0.5,patience=2,min-delta=0,cooldown=0,end=0.2",
            lambda o: schedules.PlateauLRScheduler(
                o, 0.5, patience_t=1, threshold=0, lr_min=0.2 * BASE, mode="min"
            ),
        ),
    ]
    return [
        (text, "timm " + type(create(torch.optim.SGD([torch.zeros(1)], BASE))).__name__, of_timm(create))
        for text, create in created
    ]


class _OneCycle:
    """OneCycleLR, which rejects a step after the last one."""

    def __init__(self, schedule):
        self.schedule = schedule
        self.steps = 1

    def step(self):
        if self.steps < STEPS:
            self.schedule.step()
        self.steps += 1


def _one_cycle(optimizer, rise, start, end):
    return _OneCycle(
        torch.optim.lr_scheduler.OneCycleLR(
            optimizer,
            BASE,
            total_steps=STEPS,
            pct_start=rise,
            div_factor=start,
            final_div_factor=end,
            cycle_momentum=False,
        )
    )


if __name__ == "__main__":
    main()
