"""The limit under which chapters are run as on Binder is a real one."""

import os
import subprocess
import sys

import psutil
import pytest

import tools.run_times.binder as measure_binder
from tools.run_times.binder import (COLUMNS, MEMORY_LIMIT, keep_to_one_core, merge_tables,
                                    watch_memory)

MIB = 2**20
TAKE = "import time; taken = bytes(range(256)) * (4096 * {}); time.sleep({}); print(len(taken))"


def take_memory(mebibytes, seconds=1):
    """Return a command that holds some memory for a while."""
    return [sys.executable, "-c", TAKE.format(mebibytes, seconds)]


def nest(command):
    """Return a command whose child runs a command."""
    return [sys.executable, "-c", f"import subprocess; subprocess.run({command!r}, check=True)"]


def test_a_greedy_process_is_killed():
    usage = watch_memory(take_memory(300, 60), 150 * MIB)
    assert usage.was_killed and usage.code != 0
    assert usage.peak > 150 * MIB


def test_a_greedy_grandchild_is_killed_with_all_others():
    usage = watch_memory(nest(nest(take_memory(300, 60))), 150 * MIB)
    assert usage.was_killed
    assert not [process for process in psutil.Process().children(recursive=True)
                if process.status() != psutil.STATUS_ZOMBIE]


def test_what_runs_beside_counts_too():
    beside = subprocess.Popen(take_memory(150, 600))
    try:
        usage = watch_memory(take_memory(150, 60), 250 * MIB, [beside])
        assert usage.was_killed
        assert beside.wait(10) != 0
    finally:
        beside.kill()


def test_a_modest_process_is_left_alone():
    usage = watch_memory(nest(take_memory(60)), 150 * MIB, stdout=subprocess.DEVNULL)
    assert not usage.was_killed and usage.code == 0
    assert 60 * MIB < usage.peak < 150 * MIB
    assert 0 < usage.cpu_seconds


def test_one_that_never_ends_is_given_up():
    usage = watch_memory([sys.executable, "-c", "while True: pass"], 150 * MIB, patience=0.5)
    assert not usage.was_killed and usage.code != 0


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no process")
def test_a_process_keeps_to_one_core():
    count = subprocess.run([sys.executable, "-c", "import os; print(len(os.sched_getaffinity(0)))"],
                           preexec_fn=keep_to_one_core, capture_output=True, text=True)
    assert count.stdout.strip() == "1"


def test_a_new_row_takes_the_place_of_the_old_one():
    old = {name: ["01", "00"] if name == "chapter" else [1.0, 2.0] for name in COLUMNS}
    new = {name: ["01"] if name == "chapter" else [3.0] for name in COLUMNS}
    merged = merge_tables(old, new)
    assert merged["chapter"] == ("00", "01") and merged["peak"] == (2.0, 3.0)


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """Make the environment that Binder makes."""
    return measure_binder.make_environment(tmp_path_factory.mktemp("binder"))


@pytest.mark.slow
def test_a_chapter_stays_under_binders_limit(programs, chapter):
    usage = measure_binder.measure_chapter(chapter, programs)
    assert not usage.was_killed, f"{chapter.stem} needs more than {MEMORY_LIMIT // MIB} MiB"
    assert usage.code == 0
