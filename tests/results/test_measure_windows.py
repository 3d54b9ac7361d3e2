"""The tool that scores fills of large pictures: its holes, its scores and its card."""

import numpy as np
import pytest

import tools.results.any_size as measure_windows
from inpaint_lib.files import read_table
from inpaint_lib.fills.classical import fill_telea
from inpaint_lib.metrics.seam import compare_jumps, mse_rim

PICTURES = [("faces", "one", np.random.default_rng(0).random((260, 300, 3), np.float32)),
            ("photos", "two", np.random.default_rng(1).random((240, 250, 3), np.float32))]


def test_holes_are_the_same_in_every_run_and_others_in_every_picture():
    for kind in measure_windows.HOLES:
        first, again, other = (measure_windows.draw_hole(kind, row, 260, 300) for row in (0, 0, 1))
        assert (first == again).all() and (first != other).any()
    assert measure_windows.draw_hole("square 64", 3, 260, 300).sum() == 64 * 64
    scratch = measure_windows.draw_hole("scratch 8", 3, 260, 300)
    assert scratch[:, 0].any() and scratch[:, -1].any() and scratch.any(axis=0).all()


def test_the_smooth_fills_that_networks_start_from_are_among_the_rivals():
    assert {"membrane", "pull-push", "anywhere"} <= set(measure_windows.METHODS)
    table = read_table(measure_windows.DATA / "windows.csv")
    for name in measure_windows.METHODS:
        assert {f"{score} {name} square 32" for score in measure_windows.SCORES} <= set(table)


def test_rim_and_inside_make_up_the_hole():
    picture = PICTURES[0][2]
    mask = measure_windows.draw_hole("square 32", 0, 260, 300)
    mse, rim, inside, jump = measure_windows.score_fill(1 - picture, picture, mask)
    n_rim = 32 * 32 - 30 * 30
    assert rim == mse_rim(1 - picture, picture, mask)
    assert jump == compare_jumps(1 - picture, picture, mask)
    assert mse == pytest.approx((n_rim * rim + 30 * 30 * inside) / 32**2)


def test_table_and_card(tmp_path, monkeypatch):
    monkeypatch.setattr(measure_windows, "METHODS", {"Telea": fill_telea, "anywhere": lambda image,
                        mask: image + 0.5 * (fill_telea(image, mask) - image)})
    monkeypatch.setattr(measure_windows, "list_pictures", lambda n_faces: PICTURES)
    monkeypatch.setattr(measure_windows, "measure_large", lambda: (0.125, 77, 999))
    measure_windows.main(["--faces", "1", "--out", str(tmp_path)])
    table = read_table(tmp_path / "windows.csv")
    assert table["set"].tolist() == ["faces", "photos"]
    assert len(table) == 2 + 2 * 4 * len(measure_windows.HOLES)
    card = (tmp_path / "windows.md").read_text(encoding="utf-8")
    mse = table["mse Telea square 64"][1]
    assert (f"| photos | square 64 | {mse:.5f} | {mse / 4:.5f} | 0.250 (0.250 to 0.250) of Telea |"
            in card)
    assert "12.5% of them missing: 77 seconds" in card and "999 MB" in card


@pytest.mark.slow
def test_a_large_picture_is_filled_by_the_command():
    share, seconds, megabytes = measure_windows.measure_large()
    assert 0.05 < share < 0.4 and seconds > 0
    assert 100 < megabytes < 1400
