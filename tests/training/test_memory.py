"""Memory that is kept needs no fresh pages from the system; full memory is said in words."""

import subprocess
import sys

import numpy as np
import pytest

from inpaint_lib.commands import train
from inpaint_lib.holes import Hole
from inpaint_lib.training import loop
from inpaint_lib.training.memory import FullMemoryError, explain_full_memory, keep_memory
from inpaint_lib.training.recipes import Network, Recipe, Training
from tests.training.tiny_runs import make_recipe, make_training_images

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


@pytest.mark.parametrize("hold", [False, True])
def test_a_run_keeps_its_memory_when_asked(hold, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(loop, "keep_memory", lambda: asked.append(True))
    noise = np.random.default_rng(0).integers(0, 256, (9, 32, 32, 3), dtype=np.uint8)
    images = loop.TrainingImages(noise[:4], noise[4:6], noise[6:])
    recipe = Recipe("tiny", Hole(8, 8, 16, 16), network=Network("pocket"),
                    training=Training(epochs=1, batch=4))
    list(loop.train_network(recipe, images, tmp_path, progress=False, hold_memory=hold))
    assert bool(asked) is hold


def test_the_training_command_asks_for_it(monkeypatch):
    asked = []
    monkeypatch.setattr(train, "set_up_tensorflow", lambda *_, **__: None)
    monkeypatch.setattr(train, "load_images", lambda *_: None)
    monkeypatch.setattr(train, "train_network", lambda *_, **options: asked.append(options) or [])
    assert train.main(["pocket_16"]) == 0 and asked[0]["hold_memory"] is True


@pytest.mark.parametrize("name", ["MemoryError", "ResourceExhaustedError"])
def test_a_run_without_memory_says_what_to_do(name, monkeypatch, tmp_path):
    import tensorflow as tf

    error = {"MemoryError": MemoryError(), "ResourceExhaustedError":
             tf.errors.ResourceExhaustedError(None, None, "OOM when allocating")}[name]

    def learn(*_):
        raise error
    monkeypatch.setattr(loop._Run, "learn", learn)
    with pytest.raises(FullMemoryError, match="not enough memory.*batch smaller in the recipe"):
        list(loop.train_network(make_recipe(), make_training_images(), tmp_path, progress=False))


def test_other_errors_stay_as_they_are():
    told = FullMemoryError("told already")
    for error in (told, ValueError("other")):
        with pytest.raises(type(error)) as caught, explain_full_memory():
            raise error
        assert caught.value is error
