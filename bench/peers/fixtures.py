"""Measurements for tests."""
from __future__ import annotations

from peers import Limits, Setting
from results import Measurement

MEGABYTE = 1 << 20
LIMITS = Limits(threads=2, size=224, warm_up=5, repetitions=20, max_seconds=10.0)
SETTING = Setting("forward", "", "mobilenet", 8)
DATE = "2001-02-03T04:05:06+00:00"


def measurement(peer: str, round_number: int, seconds: list[float], peak: int = 100, error: str = "",
                setting: Setting = SETTING) -> Measurement:
    return Measurement(setting, LIMITS, peer, round_number, DATE, seconds, 1.0, peak * MEGABYTE, 10, error)
