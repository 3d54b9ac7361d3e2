"""The command train: killed at any moment it goes on; errors are said in one line."""

import dataclasses
import os
import random
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import numpy as np
import psutil
import pytest
from PIL import Image

from inpaint_lib.__main__ import main
from inpaint_lib.commands import replicate, score, train
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.training.loop import CHECKPOINT, SetSizes
from inpaint_lib.training.recipes import Data, load_recipe
from inpaint_lib.training.workers import find_ports, find_worker, make_configuration
from tests.paths import ROOT
from tests.training.tiny_runs import (HOLE_TABLE, RECIPE, assert_same_weights, make_images,
                                      read_history)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A recipe and a folder of pictures."""
    folder = tmp_path_factory.mktemp("train")
    (folder / "tiny_16.toml").write_text(RECIPE)
    (folder / "tiny_anywhere.toml").write_text(
        RECIPE.replace(HOLE_TABLE, "[random_holes]\n").replace(
            '"pocket"', '"anywhere"\nwidths = [4, 4, 4]'))
    (folder / "tiny_game.toml").write_text(RECIPE.replace(
        '"pocket"', '"compact"\nwindow = 48\nwidths = [8, 8, 8]\ndepths = [1, 1, 1]')
        + "[adversary]\nmatching = 0.1\nbegin = 1\nfilters = [4, 4]\n")
    (folder / "pictures").mkdir()
    for number, image in enumerate(make_images(40, 128)):
        Image.fromarray(image).save(folder / "pictures" / f"{number}.png")
    return folder


def start_command(workplace, runs, *options, recipe="tiny_16.toml", **variables):
    return subprocess.Popen(
        [sys.executable, "-m", "inpaint_lib", "train", workplace / recipe, "--data",
         workplace / "pictures", "--runs", runs, *options], env={**os.environ, **variables},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def start_on_two_machines(workplace, runs, *options, recipes=("tiny_16.toml", "tiny_16.toml")):
    """Start two workers by environment, as if each were on a machine of its own."""
    addresses = [f"127.0.0.1:{port}" for port in find_ports(2)]
    return [start_command(workplace, runs[index], *options, recipe=recipe,
                          TF_CONFIG=make_configuration(addresses, index))
            for index, recipe in enumerate(recipes)]


@pytest.fixture(scope="module")
def whole_run(workplace):
    """The folder of a run that nothing disturbed."""
    return run_whole(workplace, "tiny_16")


def run_whole(workplace, name):
    run = start_command(workplace, workplace / "whole", recipe=f"{name}.toml")
    _, errors = run.communicate()
    assert run.returncode == 0, errors
    return workplace / "whole" / name


def wait_for_new_checkpoint(run, folder):
    """Wait until a run that was just started has written a checkpoint."""
    checkpoint = folder / CHECKPOINT
    before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
    while run.poll() is None and not (
            checkpoint.exists() and checkpoint.stat().st_mtime_ns > before):
        time.sleep(.01)


def test_killed_at_random_moments_it_ends_with_the_same_weights(workplace, whole_run, tmp_path):
    kill_and_finish(workplace, tmp_path, "tiny_16")
    assert_same_weights(whole_run, tmp_path / "tiny_16")


def test_killed_with_holes_anywhere_it_ends_with_the_same_weights(workplace, tmp_path):
    kill_and_finish(workplace, tmp_path, "tiny_anywhere")
    assert_same_weights(run_whole(workplace, "tiny_anywhere"), tmp_path / "tiny_anywhere")


def kill_and_finish(workplace, runs, name):
    """Start a run three times, and kill it the first two."""
    rng, options = random.Random(5), ("--save-every", "0")
    for _ in range(2):
        # Saving after every step: it is killed while a checkpoint is written as often as not.
        run = start_command(workplace, runs, *options, recipe=f"{name}.toml")
        wait_for_new_checkpoint(run, runs / name)
        time.sleep(rng.uniform(0, .2))
        code = run.poll()
        run.kill()
        _, errors = run.communicate()
        assert code is None, f"it was not killed, but ended with {code}: {errors}"
    last = start_command(workplace, runs, *options, recipe=f"{name}.toml")
    output, errors = last.communicate()
    assert last.returncode == 0, errors
    assert f"{name} is complete" in output
    assert [row["epoch"] for row in read_history(runs / name)] == ["1", "2", "3"]


def assert_same_losses(folder, other_folder):
    for row, other in zip(read_history(folder), read_history(other_folder), strict=True):
        for key in ("train_loss", "choosing_loss"):
            assert float(row[key]) == pytest.approx(float(other[key]), rel=1e-4)


def test_two_workers_do_what_one_does_and_survive_the_death_of_one(workplace, whole_run, tmp_path):
    folder, options = tmp_path / "tiny_16", ("--save-every", "0", "--workers", "2")
    run = start_command(workplace, tmp_path, *options)
    wait_for_new_checkpoint(run, folder)
    for child in psutil.Process(run.pid).children():
        if find_worker(child.environ()).index == 1:
            child.kill()
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "worker 1 of 2 was killed by signal 9" in errors
    run = start_command(workplace, tmp_path, *options)
    _, errors = run.communicate()
    assert run.returncode == 0, errors
    assert_same_losses(folder, whole_run)


def test_two_workers_play_the_game_that_one_plays(workplace, tmp_path):
    run = start_command(workplace, tmp_path, "--workers", "2", recipe="tiny_game.toml")
    _, errors = run.communicate(timeout=240)
    assert run.returncode == 0, errors
    whole = run_whole(workplace, "tiny_game")
    assert_same_losses(tmp_path / "tiny_game", whole)
    for row, other in zip(read_history(tmp_path / "tiny_game")[1:], read_history(whole)[1:],
                          strict=True):
        assert float(row["critic_loss"]) == pytest.approx(float(other["critic_loss"]), rel=1e-4)


def test_when_another_machine_s_worker_dies_the_run_goes_on_alone(workplace, whole_run, tmp_path):
    folder = tmp_path / "tiny_16"
    chief, other = start_on_two_machines(workplace, [tmp_path] * 2, "--save-every", "0")
    wait_for_new_checkpoint(chief, folder)
    other.kill()
    other.communicate()
    _, errors = chief.communicate(timeout=60)
    assert chief.returncode == 1, errors
    last = errors.splitlines()[-1]
    assert last.startswith("Error: Worker 0 of 2 can no longer reach another one")
    assert "go on from the last checkpoint" in last
    assert "Traceback" not in errors
    run = start_command(workplace, tmp_path)
    _, errors = run.communicate()
    assert run.returncode == 0, errors
    assert_same_losses(folder, whole_run)


def test_workers_that_begin_differently_say_so(workplace, whole_run):
    other_recipe = RECIPE.replace("seed = 3", "seed = 4")
    (workplace / "other").mkdir()
    (workplace / "other" / "tiny_16.toml").write_text(other_recipe)
    for runs, recipes, what in (
            (["a", "a"], ("tiny_16.toml", "other/tiny_16.toml"), "recipe"),
            ([whole_run.parent, "b"], ("tiny_16.toml", "tiny_16.toml"), "checkpoint")):
        for run in start_on_two_machines(workplace, [workplace / name for name in runs],
                                         recipes=recipes):
            _, errors = run.communicate(timeout=240)
            assert run.returncode == 1
            assert f"Error: Worker 1 begins with another {what} than worker 0" in errors


def test_the_command_says_errors_in_one_line(workplace, tmp_path):
    run = start_command(workplace, tmp_path, "--data", tmp_path / "absent")
    _, errors = run.communicate()
    assert run.returncode == 1
    assert errors.splitlines()[-1].startswith("Error: There is no folder")
    assert "Traceback" not in errors


@pytest.mark.parametrize("phase", ["set_up_tensorflow", "load_images"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("raised", [None, ImportError("half of a module")])
def test_ctrl_c_before_the_first_step(monkeypatch, capsys, phase, number, raised):
    def interrupt(*_, **__):
        try:
            os.kill(os.getpid(), number)
            time.sleep(10)
        except KeyboardInterrupt as error:
            # What is being imported may make another error of it.
            raise raised or error
    monkeypatch.setattr(train, "set_up_tensorflow", lambda *_, **__: None)
    monkeypatch.setattr(train, phase, interrupt)
    before = signal.getsignal(number)
    assert train.main(["pocket_16"]) == 130
    assert capsys.readouterr().err == ("Stopped before the first step. Give the same command again "
                                       "to go on.\n")
    assert signal.getsignal(number) is before


def test_ctrl_c_within_an_exec_ends_with_the_same_code(tmp_path):
    (tmp_path / "interrupted.py").write_text("""
import runpy, sys
from inpaint_lib.commands import train
train.main = lambda _: exec("raise KeyboardInterrupt")
sys.argv = ["inpaint_lib", "train"]
runpy.run_module("inpaint_lib", run_name="__main__")
""")
    path = os.pathsep.join([str(ROOT), str(tmp_path)])
    run = subprocess.run([sys.executable, "-m", "interrupted"], capture_output=True, text=True,
                         env={**os.environ, "PYTHONPATH": path})
    assert (run.returncode, run.stderr) == (130, "Stopped.\n")


@pytest.mark.skipif(not hasattr(psutil.Process, "memory_maps"), reason="nobody knows what is read")
def test_ctrl_c_while_tensorflow_is_read(workplace, tmp_path):
    run = start_command(workplace, tmp_path)
    while not any("tensorflow" in one.path for one in psutil.Process(run.pid).memory_maps()):
        time.sleep(.01)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate()
    assert (run.returncode, errors.splitlines()[-1][:29]) == (130, "Stopped before the first step")
    assert "Traceback" not in errors


@pytest.mark.parametrize("error", [MemoryError(), KeyboardInterrupt()])
@pytest.mark.parametrize("command", ["train", "replicate", "score"])
def test_full_memory_and_ctrl_c_are_words_in_every_command(command, error, monkeypatch, capsys):
    def load(*_, **__):
        raise error
    monkeypatch.setattr(train, "set_up_tensorflow", lambda *_, **__: None)
    monkeypatch.setattr(replicate, "set_up_tensorflow", lambda *_, **__: None)
    for one in (train, replicate, score):
        monkeypatch.setattr(one, "load_dataset", load)
    words = {"train": ["pocket_16"], "replicate": [], "score": ["pocket_16", "--out", "x.csv"]}
    full = isinstance(error, MemoryError)
    assert main([command, *words[command]]) == (1 if full else 130)
    said = capsys.readouterr().err
    assert said.startswith("Error: There is not enough memory." if full else "Stopped.")


def test_faces_and_a_folder_of_photographs_together(workplace, monkeypatch):
    faces = make_images(12, 128)
    monkeypatch.setattr(train, "load_dataset", lambda source: SimpleNamespace(
        fitting_uint8=faces[:8], choosing_uint8=faces[8:10], validation_uint8=faces[10:])
        if source == "faces" else load_dataset(source, progress=False))
    images = train.load_images(load_recipe("anywhere"), workplace / "pictures")
    assert images.sets == (SetSizes("faces", 8, 2, 2), SetSizes("big-cats", 25, 3, 12))
    assert len(images.fitting) == 33 and len(images.choosing) == 5
    np.testing.assert_array_equal(images.fitting[:8], faces[:8])


@pytest.mark.parametrize("name", ["pocket_16", "photos_compact_16"])
def test_an_empty_folder_name_is_not_the_recipe_s_data(name):
    with pytest.raises(ValueError, match="folder of pictures is empty"):
        train.load_images(load_recipe(name), "")


def test_photographs_that_are_not_there(monkeypatch):
    def load(source):
        if source != "faces":
            raise ConnectionError("Could not download big-cats from Kaggle.")
    monkeypatch.setattr(train, "load_dataset", load)
    with pytest.raises(ConnectionError, match="(?s)Could not download.*--data where/it/lies"):
        train.load_images(load_recipe("anywhere"))


def test_one_folder_for_two_sets(tmp_path):
    recipe = dataclasses.replace(load_recipe("anywhere"), data=Data("afhq-wild+big-cats"))
    with pytest.raises(ValueError, match="gives one folder, and this recipe wants 2"):
        train.load_images(recipe, tmp_path)
