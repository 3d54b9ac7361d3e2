"""One process against two workers: how it is measured, and what the page says of it."""

import re

import numpy as np
import pytest

import tools.run_times.workers as measure_workers
from inpaint_lib.commands import train
from inpaint_lib.files import read_table
from inpaint_lib.models.autoencoder import PAPER_PARAMETERS
from inpaint_lib.training.recipes import load_recipe
from inpaint_lib.training.workers import Worker, find_worker
from tests.paths import ROOT
from tools.run_times.training import WARM_UP

PAGE = (ROOT / "book" / "more_than_one_machine.md").read_text(encoding="utf-8")
TEXT = " ".join(PAGE.split())

MADE_UP = {
    "recipe": np.array(["pocket_16"] * 4),
    "workers": np.array([1., 2., 1., 2.]),
    "gradients": np.full(4, 1.25),
    "images a second": np.array([100., 50., 200., 300.]),
    "train loss": np.array([0.5, 0.5, 0.5, 0.5005]),
    "choosing loss": np.array([0.25, 0.25, 0.25, 0.25]),
}


def test_a_line_of_the_card():
    line = measure_workers.summarise_recipe(MADE_UP, "pocket_16")
    assert line == "| `pocket_16` | 1.2 | 150.0 | 175.0 | 1.17 (0.50-1.50) | 1e-03 |"


def test_a_run_is_measured():
    steps, recipe = WARM_UP + 3, load_recipe("pocket_16")
    row = measure_workers.measure_run("pocket_16", workers=1, threads=1, steps=steps)
    assert row["images a second"] == pytest.approx(1000 * recipe.training.batch / row["step"])
    assert 0 < float(row["train loss"]) < 1
    assert 0 < row["gradients"] < 2


def test_a_run_that_fails_is_told():
    with pytest.raises(RuntimeError, match="pocket_16 with 1 workers ended with code 1"):
        measure_workers.measure_run("pocket_16", workers=1, threads=1, steps=1)


def test_the_stored_table_has_both_ways_and_the_same_losses():
    table = read_table(measure_workers.TABLE)
    for name in measure_workers.RECIPES:
        for workers, threads in measure_workers.SHARES:
            rows = (table["recipe"] == name) & (table["workers"] == workers)
            assert (table["threads"][rows] == threads).all()
            assert rows.sum() == measure_workers.ROUNDS
        for loss in ("train loss", "choosing loss"):
            values = table[loss][table["recipe"] == name]
            assert values.max() / values.min() < 1 + 1e-4


def test_the_card_is_that_of_the_table():
    card = measure_workers.TABLE.with_suffix(".md").read_text(encoding="utf-8")
    table = read_table(measure_workers.TABLE)
    for name in measure_workers.RECIPES:
        assert measure_workers.summarise_recipe(table, name) in card
    assert "<!-- table -->" in card


# The page

def test_the_configuration_on_the_page_is_one():
    written = re.search(r"export TF_CONFIG='(.*)'", PAGE)[1]
    assert find_worker({"TF_CONFIG": written}) == Worker(index=0, count=2)


def test_the_options_on_the_page_exist(capsys):
    with pytest.raises(SystemExit):
        train.main(["--help"])
    known = re.findall(r"--[a-z-]+", capsys.readouterr().out)
    told = set(re.findall(r"(?<!-)--[a-z][a-z-]+", PAGE)) - {"--editable"}
    assert told and told <= set(known)


def test_the_numbers_on_the_page_follow_from_the_network():
    megabytes = 4 * PAPER_PARAMETERS / 1e6
    assert f"are {megabytes:.1f} MB;" in TEXT
    assert f"{megabytes:.1f} · 8 / 1000 = {megabytes * 8 / 1000:.1f} seconds" in TEXT
    table = read_table(measure_workers.TABLE)
    compact = table["gradients"][table["recipe"] == "compact_16"][0]
    assert 33 < megabytes / compact < 37
    assert "about a thirty-fifth" in TEXT


def test_what_the_page_says_of_the_table_is_so():
    table = read_table(measure_workers.TABLE)
    speeds = {(name, workers): np.median(table["images a second"][
        (table["recipe"] == name) & (table["workers"] == workers)])
        for name in measure_workers.RECIPES for workers in (1, 2)}
    ratios = {name: speeds[name, 2] / speeds[name, 1] for name in measure_workers.RECIPES}
    assert max(ratios.values()) < 1.05, "something was won"
    assert min(ratios["pocket_16"], ratios["compact_16"]) > 0.7, "they do not keep up"
    assert ratios["paper_16"] < 0.5, "less than half of a step goes on handing over"
    assert 10 / speeds["paper_16", 1] < 1.1, "a step computes for longer than the line needs"


def test_the_page_takes_its_table_from_the_card():
    assert "```{include} ../data/workers.md\n:start-after: <!-- table -->\n```" in PAGE
