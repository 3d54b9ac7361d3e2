"""Recipes are read, and what is wrong in one is said with its file and key."""

import dataclasses

import pytest

from inpaint_lib.critics.adversary import Adversary
from inpaint_lib.holes import Hole
from inpaint_lib.training.recipes import (Augmentation, Network, RecipeError, Training,
                                          change_run, list_recipes, load_recipe)
from tests.training.tiny_runs import HOLE_TABLE, RECIPE


@pytest.mark.parametrize("name", list_recipes())
def test_recipes_of_the_course_can_be_read(name):
    recipe = load_recipe(name)
    assert recipe.name == name
    if recipe.random_holes:
        assert recipe.hole is None and recipe.network.kind == name.split("_")[0]
    else:
        assert str(recipe.hole.height) in name


@pytest.mark.parametrize("name, hole", [("paper_16", Hole(60, 62, 16, 16)),
                                        ("paper_32", Hole(52, 54, 32, 32))])
def test_recipe_of_the_paper_is_the_paper_s(name, hole):
    recipe = load_recipe(name)
    assert recipe.hole == hole
    assert recipe.network.kind == "paper"
    assert recipe.augmentation == Augmentation()
    assert recipe.training == Training(seed=1, epochs=50, batch=10, optimiser="adam",
                                       learning_rate=1e-3, decay=1e-6)


@pytest.mark.parametrize("old, new, complaint", [
    ("[training]", "[trainnig]", "'trainnig' is no table.*Did you mean 'training'"),
    ("epochs = 3", "epoch = 3", r"'epoch' is no key in \[training\].*Did you mean 'epochs'"),
    ("epochs = 3", "epochs = 3.5", "wants a whole number, got 3.5"),
    ("epochs = 3", "epochs = true", "wants a whole number, got True"),
    ("epochs = 3", "epochs = 0", "at least 1, got 0"),
    ("epochs = 3", "epochs = 1", r"\[record\] epochs must be at least 1 and at most 1, got 2"),
    ("learning_rate = 1e-3", "learning_rate = -1",
     "learning_rate must be at least 1e-12 and at most 1000, got -1"),
    ('"cosine"', '"cosinus"', "schedule must be one of constant, cosine"),
    ('"pocket"', '"poket"', "kind must be one of"),
    ("mirror = true", 'mirror = "yes"', "wants true or false"),
    ('"pocket"', '"pocket"\nwidths = [4, 4.5]', "whole numbers"),
    ('"pocket"', '"sized"\nstrides = [1, 2]', "equally long, got 5 and 2"),
    ('"pocket"', '"pocket"\nstart = "compact_32"', 'goes with the network "anywhere" only'),
    ('"pocket"', '"pocket"\nbase = "black"', 'base goes with the network "compact" and "sized"'),
    ('"pocket"', '"anywhere"\nbase = "black"', r'"anywhere" goes with the table'),
    ('"pocket"', '"sized"\nbase = "white"', "base must be one of .*membrane, black, got 'white'"),
    ("top = 56", "top = -1", r"\[hole\].*at least 0"),
    ("height = 16\nwidth = 16\n", "", r"\[hole\] wants .*; missing: height, width\."),
    ('"pocket"', '"compact"\nattention = 3', 'attention goes with the network "anywhere" only'),
    ('"pocket"', '"paper"\nwidths = [4, 4, 4]', 'widths goes with .* "compact" and "anywhere"'),
    ('"pocket"', '"compact"\nlatent = [64]', 'latent goes with the network "sized" only'),
    ('"pocket"', '"anywhere"\nwindow = 96', r'"anywhere" goes with the table'),
    ('"pocket"', '"compact"\nwidths = [4, 0, 4]', "widths must be at least 1 .* got 0"),
    ('"adamw"', '"adam"', 'weight_decay goes with the optimiser "adamw" only, got \'adam\''),
    ("epochs = [2]\n", "", r"\[record\] images goes with \[record\] epochs"),
    ('"faces"', '""', r"\[data\] source wants a name or a folder"),
    ('"faces"', '"faces+"', r"\[data\] source wants a name or a folder"),
    ('"faces"', r'"faces\u0000"', r"\[data\] source wants text in quotes"),
    ("learning_rate = 1e-3", "learning_rate = inf", "learning_rate wants a finite number, got inf"),
    ("weight_decay = 1e-4", "weight_decay = nan", "weight_decay wants a finite number, got nan"),
    ("gradient_limit = 1.0", "gradient_limit = inf", "gradient_limit wants a finite number"),
    ("gradient_limit = 1.0", "gradient_limit = 1" + "0" * 400, "gradient_limit wants a finite"),
    ("gradient_limit = 1.0", "gradient_limit = 0x1" + "0" * 4000, "not a TOML file: Exceeds"),
    ("gradient_limit = 1.0", "gradient_limit = 1" + "0" * 5000, "not a TOML file: Exceeds"),
    ("seed = 3", "seed = 4294967296", "seed must be at least 0 and at most 4294967295"),
    (HOLE_TABLE, "[random_holes]\nlargest = nan\n", "largest wants a finite number"),
    ("[hole]", "[hole", "not a TOML file"),
    ('source = "faces"', 'source = "cats"\n[loss]\neye_weight = 1', "nobody knows"),
    ("[record]", "[random_holes]\n[record]", r"both \[hole\] and \[random_holes\]"),
    ('"pocket"', '"anywhere"', r'"anywhere" goes with the table \[random_holes\]'),
    (HOLE_TABLE, "[random_holes]\n", r"every other with \[hole\]; got 'pocket'"),
    (HOLE_TABLE, "[random_holes]\nsmallest = 0.4\n", r"\[random_holes\].*twice as large"),
    (HOLE_TABLE, "[random_holes]\nmost_squares = 0\n", "most_squares must be at least 1"),
    ("[record]", "[adversary]\n[record]", r"\[adversary\] goes with .*only, got 'pocket'"),
    (HOLE_TABLE, "[random_holes]\nsides = []\n", r"\[random_holes\].*at least one side"),
])
def test_wrong_recipes_say_what_is_wrong(tmp_path, old, new, complaint):
    path = tmp_path / "wrong.toml"
    assert old in RECIPE
    path.write_text(RECIPE.replace(old, new, 1))
    with pytest.raises(RecipeError, match=complaint):
        load_recipe(path)


@pytest.mark.parametrize("line, complaint", [
    ("weight = -0.1", "weight must be at least 0, got -0.1"),
    ("matching = -1", "matching must be at least 0, got -1"),
    ("begin = 4", "begin must be at least 0 and at most 3, got 4"),
    ("begin = -1", "begin must be at least 0 and at most 3, got -1"),
    ("begin = 0.5", "begin wants a whole number"),
    ("learning_rate = 0", "learning_rate must be at least 1e-12"),
    ("critic_rate = 0.0", "critic_rate must be at least 1e-12"),
    ("filters = []", "filters wants at least one number"),
    ("filters = [4, 0]", "filters must be at least 1 and at most 4096, got 0"),
    ("wait = 3", r"'wait' is no key in \[adversary\]"),
])
def test_wrong_critics(tmp_path, line, complaint):
    path = tmp_path / "wrong.toml"
    path.write_text(RECIPE.replace('"pocket"', '"compact"') + f"[adversary]\n{line}\n")
    with pytest.raises(RecipeError, match=complaint):
        load_recipe(path)


@pytest.mark.parametrize("begin", [0, 3])
def test_a_critic_may_come_at_once_or_never(tmp_path, begin):
    path = tmp_path / "game.toml"
    path.write_text(RECIPE.replace('"pocket"', '"compact"')
                    + f"[adversary]\nbegin = {begin}\nfilters = [4, 8]\n")
    assert load_recipe(path).adversary == Adversary(begin=begin, filters=(4, 8))


def test_the_head_of_cells_is_the_compact_network_s_alone(tmp_path):
    path = tmp_path / "headed.toml"
    path.write_text(RECIPE.replace('"pocket"', '"sized"\nhead = "smooth"'))
    with pytest.raises(RecipeError, match='head goes with the network "compact" only'):
        load_recipe(path)
    path.write_text(RECIPE.replace('"pocket"', '"compact"\nhead = "smooth"'))
    assert load_recipe(path).network == Network("compact", head="smooth")


def test_a_file_as_windows_notepad_writes_it(tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(RECIPE, encoding="utf-8-sig")
    assert load_recipe(path).training.seed == 3


def test_a_file_of_brackets(tmp_path):
    (tmp_path / "deep.toml").write_text("a = " + "[" * 100_000)
    with pytest.raises(RecipeError, match="is not a TOML file"):
        load_recipe(tmp_path / "deep.toml")


def test_recipe_without_a_hole(tmp_path):
    (tmp_path / "wrong.toml").write_text("[training]\n")
    with pytest.raises(RecipeError, match=r"no table \[hole\].* no table \[random_holes\]"):
        load_recipe(tmp_path / "wrong.toml")


def test_eyes_are_weighted_with_one_hole_only(tmp_path):
    text = RECIPE.replace(HOLE_TABLE, "[random_holes]\n[loss]\neye_weight = 1\n")
    (tmp_path / "wrong.toml").write_text(text.replace('"pocket"', '"anywhere"'))
    with pytest.raises(RecipeError, match=r"eye_weight goes with .* one \[hole\]"):
        load_recipe(tmp_path / "wrong.toml")


def test_no_such_recipe():
    with pytest.raises(FileNotFoundError, match="Did you mean 'paper_32'"):
        load_recipe("papr_32")


def test_another_seed_is_told_by_the_run_s_name():
    recipe = load_recipe("paper_32")
    other = change_run(recipe, seed=2)
    assert (other.name, other.training.seed) == ("paper_32_seed_2", 2)
    assert dataclasses.replace(other, name=recipe.name, training=recipe.training) == recipe
    assert change_run(recipe, seed=recipe.training.seed) == recipe
    with pytest.raises(RecipeError, match="seed must be at least 0 and at most 4294967295, got -1"):
        change_run(recipe, seed=-1)


def test_fewer_epochs_record_those_that_are_left():
    recipe = load_recipe("paper_32")
    assert recipe.record.epochs == (1, 5, 10, 20, 30, 50)
    fewer = change_run(recipe, epochs=10)
    assert (fewer.name, fewer.training.epochs, fewer.record.epochs) == ("paper_32", 10, (1, 5, 10))
    assert change_run(recipe, epochs=60).record == recipe.record
    with pytest.raises(RecipeError, match="epochs must be at least 1, got 0"):
        change_run(recipe, epochs=0)


@pytest.mark.parametrize("kind", ["compact", "sized"])
@pytest.mark.parametrize("base", ["membrane", "black"])
def test_what_a_network_paints_upon(tmp_path, kind, base):
    path = tmp_path / "based.toml"
    path.write_text(RECIPE.replace('"pocket"', f'"{kind}"\nbase = "{base}"'))
    assert load_recipe(path).network == Network(kind, base=base)
