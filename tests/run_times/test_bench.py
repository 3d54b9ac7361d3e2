"""The benchmarks measure what they say; what they measure is on the page of run times."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

import tools.run_times.training as bench_training
from inpaint_lib.evaluation.methods import Method, list_methods
from inpaint_lib.holes import PAPER_16
from inpaint_lib.training.loop import TrainingImages
from inpaint_lib.training.recipes import load_recipe
from tests.paths import ROOT
from tools.run_times import bench


@pytest.fixture(scope="module")
def noise():
    return np.random.default_rng(0).integers(0, 256, (16 * 4, 128, 128, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def tiny():
    """The pocket recipe in batches of 4: 16 steps an epoch."""
    recipe = load_recipe("pocket_16")
    return dataclasses.replace(recipe, training=dataclasses.replace(recipe.training, batch=4))


def test_the_page_of_run_times_is_made_from_the_measurements():
    results = bench.read_results()
    assert results and bench.PAGE.read_text(encoding="utf-8") == bench.make_page(results)
    assert set(results) <= set(bench.FIGURES)
    for name, result in results.items():
        assert result["median"] == pytest.approx(bench.statistics.median(result["runs"]), abs=0.01)


def test_targets_say_which_way_they_go():
    assert bench.show_target(bench.Figure("a", 1200, "MB")) == "≤ 1,200 MB"
    assert bench.show_target(bench.Figure("a", 3, "", more_is_better=True)) == "≥ 3"
    assert bench.show_target(bench.Figure("a", None, "s")) == "none"


def test_later_chapters_may_take_longer():
    for chapter in bench.CHAPTERS:
        early = int(chapter.stem[:2]) < 3
        assert bench.FIGURES[f"{chapter.stem}_time"].target == (60 if early else 90)
        assert bench.FIGURES[f"{chapter.stem}_memory"].target == (1200 if early else 1400)


@pytest.mark.parametrize("value, unit, words", [
    (0.6249, "", "0.62"), (23.4, "", "23"), (7, "epochs", "7 epochs"), (1841.6, "MB", "1,842 MB"),
    (3.14, "s", "3.1 s")])
def test_numbers_have_the_digits_that_can_be_trusted(value, unit, words):
    assert bench.show_number(value, unit) == words


def test_times_to_the_papers_best_loss():
    found = bench.compare_histories([5, 3, 2, 2.5], [4, 2, 1], paper_seconds=100,
                                    compact_seconds=10)
    assert found == {"paper_epochs": 3, "compact_epochs": 2, "paper_to_goal": 300,
                     "compact_to_goal": 20, "goal_ratio": 15, "whole_ratio": 20}
    assert set(found) <= set(bench.FIGURES)


@pytest.mark.parametrize("paper, compact", [(None, [1]), ([1], None), ([1], [2, 3])])
def test_without_both_histories_there_is_no_time_to_a_loss(paper, compact):
    assert bench.compare_histories(paper, compact, 1, 1) == {}


def test_losses_are_read_from_a_history(tmp_path):
    assert bench.read_losses("a", tmp_path) is None
    (tmp_path / "a_history.csv").write_text("epoch,choosing_loss\n1,0.5\n2,0.25\n")
    assert bench.read_losses("a", tmp_path) == [0.5, 0.25]


def test_a_fill_is_timed_by_the_median_of_its_images(monkeypatch):
    painted, seconds = [], iter([0.1, 0.02, 0.3])
    method = Method("slow", lambda images, hole: painted.append(len(images)))
    monkeypatch.setattr(bench, "time_call", lambda function: function() or next(seconds))
    found = bench.time_fills([method], np.zeros((3, 8, 8, 3), np.uint8), PAPER_16)
    assert found == {"slow": pytest.approx(100)}
    assert painted == [1] * 4  # one to warm up


def test_every_timed_fill_has_its_figure():
    names = {method.name for method in list_methods(np.zeros((1, 128, 128, 3), np.uint8))}
    networks = {"paper network", "compact network", "compact network mirrored", "anywhere",
                "anywhere by ONNX Runtime"}
    assert names <= set(bench.TIMED_FILLS) == names | networks
    for size in bench.FILL_SIZES:
        assert {bench.name_fill(name, size) for name in bench.TIMED_FILLS} <= set(bench.FIGURES)


def test_every_network_of_a_size_is_timed():
    image = np.zeros((1, 128, 128, 3), np.uint8)
    timed = {method.name: method for method in bench.list_timed_networks(16)}
    assert set(timed) <= set(bench.TIMED_FILLS) and "paper network" in timed
    assert timed["paper network"].paint(image, PAPER_16).shape == (1, 16, 16, 3)
    if (ROOT / "data" / "compact_16.keras").exists():
        once, twice = (timed[f"compact network{kind}"].paint(image, PAPER_16)
                       for kind in ("", " mirrored"))
        assert twice == pytest.approx((once + once[:, :, ::-1]) / 2, abs=1e-5)


def test_anywhere_fills_the_same_in_both_ways():
    pytest.importorskip("onnxruntime")
    image = np.random.default_rng(0).integers(0, 256, (1, 128, 128, 3), dtype=np.uint8)
    by_keras, by_onnx = (method.paint(image, PAPER_16) for method in bench.list_anywhere())
    assert by_keras.shape == (1, 16, 16, 3)
    np.testing.assert_allclose(by_keras / 255, np.clip(by_onnx, 0, 1), atol=0.5 / 255 + 1e-3)


def test_memory_of_children_is_seen():
    with bench.watch_memory() as peak:
        subprocess.run([sys.executable, "-c",
                        "import time; a = b'a' * 200_000_000; time.sleep(0.5)"], check=True)
    assert 200 < peak[0] < 300


def test_all_that_training_measures_is_on_the_page(monkeypatch):
    speeds = iter([12.0, 10.0, 60.0])
    monkeypatch.setattr(bench, "run_training", lambda *_: {
        "speed": next(speeds), "epoch_seconds": 1.0, "memory": 100.0})
    monkeypatch.setattr(bench, "read_losses", lambda _: [2.0, 1.0])
    found = bench.measure_training()
    assert set(found) == set(bench.TRAINING_FIGURES)
    assert found["speed_ratio"] == 1.2 and found["memory_ratio"] == 1
    results = {name: {"median": value, "runs": [value], "machine": "m", "date": "d"}
               for name, value in found.items()}
    assert "**Training.**" in bench.make_page(results)


def test_steps_are_timed_after_the_warm_up():
    clock = bench_training.StepClock()
    clock.times = [0.0] * bench_training.WARM_UP + [100.0, 101.0, 103.0]
    assert clock.measure_step() == 1.5
    clock.times = clock.times[:bench_training.WARM_UP + 1]
    with pytest.raises(ValueError, match="too few"):
        clock.measure_step()


def test_both_ways_of_training_are_timed(noise, tiny):
    images = TrainingImages(noise, noise[:4], noise[:4])
    assert bench_training.time_loop(tiny, images) > 0
    assert bench_training.time_fit(tiny, noise, noise[:4]) > 0


def test_plain_fit_gets_what_our_loop_gets(noise):
    images, squares = bench_training.prepare_arrays(noise[:2], PAPER_16)
    assert images.dtype == squares.dtype == np.float32
    assert not images[:, PAPER_16.slices[0], PAPER_16.slices[1]].any()
    assert squares * 255 == pytest.approx(noise[:2, PAPER_16.slices[0], PAPER_16.slices[1]])
    assert images[0, 0, 0] * 255 == pytest.approx(noise[0, 0, 0])


def test_an_unknown_benchmark_is_named():
    run = subprocess.run([sys.executable, "-m", "tools.run_times.bench", "trainign"],
                         capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 2 and "no benchmark trainign" in run.stderr
    assert "training, " in run.stderr
