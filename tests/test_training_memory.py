"""Memory that is kept needs no fresh pages from the system."""

import subprocess
import sys

import pytest

from inpaint_lib import train
from inpaint_lib.training.memory import keep_memory

COUNT_FRESH_PAGES = """
import resource
import numpy as np
{first}
np.ones(20_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    np.ones(20_000_000)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
KEEP = "from inpaint_lib.training.memory import keep_memory; keep_memory()"


def count_fresh_pages(first):
    run = subprocess.run([sys.executable, "-c", COUNT_FRESH_PAGES.format(first=first)],
                         capture_output=True, text=True, check=True)
    return int(run.stdout)


def test_kept_memory_is_used_again():
    # Settings last as long as the process, so each count has one of its own.
    keeps = subprocess.run([sys.executable, "-c", f"{KEEP}; print(keep_memory())"],
                           capture_output=True, text=True, check=True)
    if keeps.stdout.strip() == "False":
        pytest.skip("this system's C library has no such settings")
    assert count_fresh_pages(KEEP) * 10 < count_fresh_pages("")


def test_another_system_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert keep_memory() is False


def test_the_training_command_keeps_its_memory(monkeypatch):
    asked = []
    monkeypatch.setattr(train, "keep_memory", lambda: asked.append(True))
    monkeypatch.setattr(train, "limit_threads", lambda _: None)
    assert train.main(["no_such_recipe"]) == 1 and asked == [True]
