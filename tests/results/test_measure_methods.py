"""The tables over all methods: whole, resumable, and painted once."""

import re

import numpy as np
import pytest

import tools.results.methods as measure_methods
from inpaint_lib.datasets.folders import Dataset, LoadReport
from inpaint_lib.evaluation.methods import Method, grow_hole, list_methods
from inpaint_lib.files import read_table
from inpaint_lib.metrics.scores import SCORES
from tools.paths import DATA

NOISE = np.random.default_rng(0).integers(0, 256, (60, 128, 128, 3), dtype=np.uint8)


@pytest.fixture
def noise():
    names = np.array([f"image {number}" for number in range(60)])
    return Dataset("noise", NOISE[:10], NOISE[10:], names[:10], names[10:], names[:10], names[10:],
                   2, LoadReport("memory", "none", 60))


def count_calls(calls):
    def paint(images_uint8, hole):
        calls.append(len(images_uint8))
        return np.zeros((len(images_uint8), hole.height, hole.width, 3), np.float32)
    return Method("black", paint)


def test_nothing_is_painted_twice(tmp_path):
    calls, hole = [], grow_hole(8)
    method = count_calls(calls)
    first, _ = measure_methods.paint_parts(method, NOISE[:45], hole, tmp_path)
    assert calls == [40, 5]
    again, _ = measure_methods.paint_parts(method, NOISE[:45], hole, tmp_path)
    fewer, _ = measure_methods.paint_parts(method, NOISE[:20], hole, tmp_path)
    assert calls == [40, 5]
    assert all((first[name] == again[name]).all() for name in SCORES)
    assert (fewer["mse"] == first["mse"][:20]).all()
    measure_methods.paint_parts(method, NOISE[:60], hole, tmp_path)
    assert calls == [40, 5, 20]


def test_what_was_stopped_goes_on(tmp_path):
    calls, hole = [], grow_hole(8)
    method = count_calls(calls)
    measure_methods.paint_parts(method, NOISE[:60], hole, tmp_path)
    (tmp_path / "black" / "0040.npz").unlink()
    measure_methods.paint_parts(method, NOISE[:60], hole, tmp_path)
    assert calls == [40, 20, 20]


def test_tables_and_card(tmp_path, noise, monkeypatch):
    quick = [method for method in list_methods(noise.fitting_uint8)
             if method.name in ("Telea", "3x3 inwards")]
    monkeypatch.setattr(measure_methods, "list_methods", lambda _: quick)
    measure_methods.measure_methods(noise, (16,), (8, 16), 6, tmp_path, tmp_path / "runs",
                                    tmp_path / "parts")
    table = read_table(tmp_path / "methods_noise_16.csv")
    assert list(table) == ["image", "label"] + [
        f"{score} {name}" for name in ("Telea", "3x3 inwards") for score in SCORES]
    assert table["image"].tolist() == [f"image {number}" for number in range(10, 16)]
    curves = read_table(tmp_path / "methods_noise_curves.csv")
    assert list(curves)[1:] == ["mse Telea 8", "mse 3x3 inwards 8", "mse Telea 16",
                                "mse 3x3 inwards 16"]
    assert (curves["mse Telea 16"] == table["mse Telea"]).all()
    card = (tmp_path / "methods_noise.md").read_text(encoding="utf-8")
    assert f"| 16 | Telea | 0 | 6 | {table['mse Telea'].mean():.5f} |" in card
    assert card.count("| 16 | Telea |") == 1 and "methods_noise_curves.csv" in card
    assert "8x8 from row 60 and column 60" in card
    sizes = read_table(tmp_path / "methods_noise_parameters.csv")
    assert sizes["method"].tolist() == ["Telea", "3x3 inwards"] * 2
    assert sizes["parameters"].tolist() == [0, 9] * 2 and set(sizes["hole"]) == {8, 16}


@pytest.mark.parametrize("name", ["faces", "test-faces", "big-cats"])
def test_a_stored_card_tells_of_the_methods_in_its_tables_and_of_no_other(name):
    names = {column[4:] for path in DATA.glob(f"methods_{name}_??.csv") for column in
             read_table(path) if column.startswith("mse ")}
    card = (DATA / f"methods_{name}.md").read_text(encoding="utf-8").split("- **Holes")[0]
    told = card.split("- **Methods:** ")[1]
    assert measure_methods.describe_methods(names, 0).replace("the 0 ", "") == re.sub(
        r"the \d,\d+ (?=fitting)", "", told).strip()
    for word, method in (("look-alike", "look-alike"), ("5x5", "5x5 inwards"),
                         ("exemplar", "exemplar")):
        assert (word in told) == (method in names)
    assert ("validation images" in card) == (name != "test-faces")


def test_what_the_classifier_sees_is_measured_once(tmp_path, monkeypatch):
    hole, method, asked = grow_hole(16), count_calls([]), []

    def measure(squares, images, hole):
        asked.append(len(squares))
        return squares.mean(axis=(1, 2, 3)) + np.arange(len(images))

    monkeypatch.setattr(measure_methods, "measure_feature_distance", measure)
    measure_methods.paint_parts(method, NOISE[:45], hole, tmp_path)
    first = measure_methods.measure_features(method, NOISE[:45], hole, tmp_path)
    again = measure_methods.measure_features(method, NOISE[:45], hole, tmp_path)
    fewer = measure_methods.measure_features(method, NOISE[:20], hole, tmp_path)
    assert asked == [40, 5] and first.tolist() == again.tolist() == [*range(40), *range(5)]
    assert fewer.tolist() == list(range(20))


def test_features_are_those_of_the_library(tmp_path):
    hole, method = grow_hole(16), count_calls([])
    measure_methods.paint_parts(method, NOISE[:3], hole, tmp_path)
    found = measure_methods.measure_features(method, NOISE[:3], hole, tmp_path)
    black = np.zeros((3, 16, 16, 3), np.float32)
    assert np.allclose(found, measure_methods.measure_feature_distance(black, NOISE[:3], hole))


def test_a_network_that_is_neither_run_nor_shipped_is_left_out(tmp_path, capsys):
    assert measure_methods.find_networks(("paper_32",), tmp_path) == []
    assert "paper_32" in capsys.readouterr().err
    shipped, _ = measure_methods.find_networks(("compact_32",), tmp_path)
    assert shipped.name == "compact_32" and shipped.parameters < 1_000_000


def test_what_a_table_has_of_other_methods_is_kept(tmp_path, noise, monkeypatch):
    def measure(*names):
        quick = [method for method in list_methods(noise.fitting_uint8) if method.name in names]
        monkeypatch.setattr(measure_methods, "list_methods", lambda _: quick)
        measure_methods.measure_methods(noise, (16,), (), 6, tmp_path, tmp_path / "runs",
                                        tmp_path / "parts")
        return read_table(tmp_path / "methods_noise_16.csv")

    first = measure("Telea", "3x3 inwards")
    both = measure("membrane")
    assert (both["mse 3x3 inwards"] == first["mse 3x3 inwards"]).all() and "mse membrane" in both
    card = (tmp_path / "methods_noise.md").read_text(encoding="utf-8")
    assert "| 16 | 3x3 inwards | 9 | 6 |" in card and "| 16 | membrane | 0 | 6 |" in card
