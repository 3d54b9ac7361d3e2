"""The whole paper on a folder of photographs: every stage, every verdict, and what is left over."""

import dataclasses
import json
import re

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.commands import replicate, sizes
from inpaint_lib.course.verdicts import VERDICTS
from inpaint_lib.evaluation.claims import CLAIMS
from inpaint_lib.files import hold_folder, read_table
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.models.autoencoder import build_pocket_network
from inpaint_lib.training import build
from inpaint_lib.training.recipes import Augmentation, Loss, Network, load_recipe

N_PHOTOS = 36
METHODS = [*FILLS, "paper_{0}", "paper_{0} last", "compact_{0}", "compact_{0} mirrored"]


def save_photos(folder, names, side=110):
    """Save coarse noise, enlarged: a network learns something about it in two steps."""
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        coarse = np.random.default_rng(number).integers(0, 256, (6, 6, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC).save(path)


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """A folder laid out like the paper's data set, with other animals in it."""
    folder = tmp_path_factory.mktemp("download")
    save_photos(folder, [f"afhq/train/wild/{number}.png" for number in range(N_PHOTOS - 6)]
                + [f"afhq/val/wild/{number}.png" for number in range(6)]
                + [f"afhq/train/dog/{number}.png" for number in range(3)])
    return folder


def make_small(monkeypatch):
    """Take pocket networks in place of the large ones, two sizes, two pairs."""
    monkeypatch.setattr(build, "build_paper_network", build_pocket_network)
    monkeypatch.setattr(build, "build_compact_network",
                        lambda hole, size, *_: build_pocket_network(hole.height, size))
    for size in list(sizes.SIZES):
        monkeypatch.delitem(sizes.SIZES, size)
    for size, filters in (("paper", 4), ("filters halved", 2)):
        monkeypatch.setitem(sizes.SIZES, size, Network(
            "sized", encoder=(filters,), latent=(64,), decoder=(3, 3), strides=(1, 2)))
    monkeypatch.setattr(replicate, "PAIRS", 2)


@pytest.fixture
def small(monkeypatch):
    make_small(monkeypatch)


@pytest.fixture(scope="module")
def whole(photos, tmp_path_factory):
    """The folder of a replication that ran from start to end."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as monkeypatch:
        make_small(monkeypatch)
        assert run_command(photos, folder) == 0
    return folder


def run_command(photos, folder, epochs=2):
    return replicate.main(["--data", str(photos), "--runs", str(folder), "--epochs", str(epochs),
                           "--seeds", "1"])


def test_every_claim_gets_its_verdict(whole):
    report, verdicts = (whole / "report.md").read_text(), read_table(whole / "verdicts.csv")
    assert set(verdicts["claim"]) == set(CLAIMS) and set(verdicts["verdict"]) <= set(VERDICTS)
    for claim, hole, words, verdict, evidence in zip(*verdicts.values()):
        assert f"| {claim:.0f} | {hole} | {words} | **{verdict}** | {evidence} |" in report
        assert any(character.isdigit() for character in evidence)
    for claim in CLAIMS:
        holes = verdicts["hole"][verdicts["claim"] == claim].tolist()
        assert holes == (["32x32", "16x16"] if claim in (6, 7, 9, 11) else [""])


def test_every_method_is_scored_in_both_holes(whole):
    report, scores = (whole / "report.md").read_text(), read_table(whole / "scores.csv")
    assert list(zip(scores["hole"], scores["method"])) == [
        (f"{side}x{side}", method.format(side)) for side in (32, 16) for method in METHODS]
    for row, method in enumerate(scores["method"]):
        assert scores["low"][row] <= scores["mse"][row] <= scores["high"][row], method
        assert f"| {method} | {scores['mse'][row]:.4f} [" in report
    assert (scores["ratio"] == 1).sum() == 2
    table = read_table(whole / "scores_32.csv")
    telea = METHODS.index("Telea")
    assert scores["mse"][telea] == pytest.approx(table["mse Telea"].mean(), rel=1e-5)


def test_the_report_says_what_was_run(whole):
    report = (whole / "report.md").read_text()
    assert "Networks: epochs 2." in report and "this is not the paper's training" in report
    assert "Not complete" not in report and "here there are fewer" in report
    assert f"{N_PHOTOS} of wild" in report and "dog" not in report
    for name in ("paper_32", "paper_16", "compact_32", "compact_16"):
        assert f"| {name} | 2 |" in report


def test_what_is_complete_is_not_made_again(photos, whole, small, monkeypatch, capsys):
    before = {path: path.stat().st_mtime_ns for path in whole.rglob("*")
              if path.is_file() and path.name not in ("verdicts.csv", "scores.csv", "report.md",
                                                      "plan.json")}
    for name in ("train_network", "measure_run", "paint_all", "fit_nets"):
        monkeypatch.setattr(replicate, name, None)
    assert run_command(photos, whole) == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert (whole / "report.md").read_text() in capsys.readouterr().out


def test_a_replication_that_is_stopped_again_and_again_ends_the_same(photos, whole, small,
                                                                     tmp_path, monkeypatch,
                                                                     capsys):
    """It is stopped in its first training, and whenever a stage is complete; at one hole."""
    monkeypatch.setattr(replicate, "SIDES", (32,))
    write_report, reports, asked, left = replicate.write_report, [], [], []

    def write_and_stop(plan, *rest):
        write_report(plan, *rest)
        reports.append(plan)
        # The first report of each start is written before anything is done.
        if len(reports) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(replicate, "write_report", write_and_stop)
    monkeypatch.setattr(replicate.StopSignals, "came", lambda _: asked.append(1) or len(asked) == 1)
    code = 130
    while code == 130:
        reports.clear()
        code = run_command(photos, tmp_path)
        found = re.search(r"Not complete:\*\* (\d+) ", (tmp_path / "report.md").read_text())
        left.append(int(found[1]) if found else 0)
    assert code == 0 and "Give the same command again" in capsys.readouterr().err
    # Pairs, two networks, three tables, two sizes; the training that was stopped began twice.
    assert left == [7, 7, *range(6, -1, -1), 0]
    for path in [*whole.glob("*_32.csv"), *whole.glob("sizes/*_validation.csv")]:
        once, again = read_table(path), read_table(tmp_path / path.relative_to(whole))
        for name, column in once.items():
            if column.dtype.kind == "f":
                assert again[name] == pytest.approx(column, rel=1e-3, abs=1e-6), (path, name)
            elif name != "evidence":
                assert (again[name] == column).all(), (path, name)


@pytest.mark.parametrize("change, complaint", [("epochs", "with 2 epochs, not 3"),
                                               ("images", "with other images")])
def test_a_folder_of_another_replication_is_left_alone(photos, tmp_path, capsys, change,
                                                       complaint):
    plan = replicate.Plan(replicate.load_photos(photos), tmp_path / "runs", 2)
    replicate.check_plan(plan)
    replicate.check_plan(plan)
    if change == "images":
        save_photos(tmp_path, [f"others/{number}.png" for number in range(20)], side=60)
        photos = tmp_path / "others"
    assert run_command(photos, plan.folder, epochs=3 if change == "epochs" else 2) == 1
    assert complaint in capsys.readouterr().err
    assert [path.name for path in plan.folder.iterdir()] == ["plan.json"]
    assert json.loads((plan.folder / "plan.json").read_text())["epochs"] == 2


@pytest.mark.parametrize("plan", ["{}", "[]", "1", "{", '{"epochs": 2}'])
def test_a_damaged_plan_is_said_so(photos, tmp_path, capsys, plan):
    (tmp_path / "plan.json").write_text(plan)
    assert run_command(photos, tmp_path) == 1
    assert "plan.json is damaged" in capsys.readouterr().err
    assert (tmp_path / "plan.json").read_text() == plan


def test_two_replications_do_not_share_a_folder(photos, tmp_path, capsys):
    with hold_folder(tmp_path):
        assert run_command(photos, tmp_path) == 1
        assert "Another run (process" in capsys.readouterr().err
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_wild_animals_are_taken_from_the_papers_layout_and_all_from_any_other(photos):
    assert len(replicate.load_photos(photos).report.place.split("afhq")) == 2
    assert replicate.load_photos(photos).report.n_found == N_PHOTOS
    assert replicate.load_photos(photos / "afhq" / "train").report.n_found == N_PHOTOS - 3


def test_a_folder_that_is_not_there(tmp_path, capsys):
    assert run_command(tmp_path / "nowhere", tmp_path / "runs") == 1
    assert "There is no folder" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_a_download_that_fails_names_the_other_way(tmp_path, capsys, monkeypatch):
    def refuse(source):
        raise ConnectionError("no network")
    monkeypatch.setattr(replicate, "load_dataset", refuse)
    assert replicate.main(["--runs", str(tmp_path)]) == 1
    assert "no network" in (told := capsys.readouterr().err) and "DATA=where/it/lies" in told


def test_too_few_photos_for_a_batch(small, tmp_path, capsys):
    save_photos(tmp_path, [f"few/{number}.png" for number in range(12)])
    assert run_command(tmp_path / "few", tmp_path / "runs") == 1
    assert "fewer than one batch" in capsys.readouterr().err
    assert "Not complete" in (tmp_path / "runs" / "report.md").read_text()


def test_photos_too_small_for_pairs(small, tmp_path, capsys):
    save_photos(tmp_path, [f"few/{number}.png" for number in range(12)], side=90)
    assert run_command(tmp_path / "few", tmp_path / "runs") == 1
    assert "at least 100x100 pixels" in capsys.readouterr().err


def test_recipes_are_the_courses_own(photos, tmp_path, monkeypatch):
    plan = replicate.Plan(replicate.load_photos(photos), tmp_path)
    recipe, own = replicate.make_recipe(plan, "paper_32"), load_recipe("paper_32")
    assert dataclasses.replace(recipe, data=own.data) == own
    short = replicate.make_recipe(dataclasses.replace(plan, epochs=10), "paper_32")
    assert short.training.epochs == 10 and short.record.epochs == (1, 2, 4, 6, 10)
    changed = dataclasses.replace(own, loss=Loss(eye_weight=2.0),
                                  augmentation=Augmentation(shift=3, calm_epochs=10))
    monkeypatch.setattr(replicate, "load_recipe", lambda _: changed)
    assert replicate.make_recipe(plan, "any").loss.eye_weight == 0
    assert replicate.make_recipe(plan, "any").augmentation == changed.augmentation
    short = replicate.make_recipe(dataclasses.replace(plan, epochs=10), "any")
    assert short.augmentation.calm_epochs == 2
