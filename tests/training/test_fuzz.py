"""Damaged recipes and checkpoints: words of ours, or what was written, and never another error."""

import json
import math
import tomllib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_lib.training.checkpoints import CheckpointError, read_checkpoint, write_checkpoint
from inpaint_lib.training.recipes import PARTS, Recipe, RecipeError, change_run, load_recipe
from tests.training.tiny_runs import RECIPE

KEYS = sorted({key for part in PARTS.values() for key in part.__dataclass_fields__})
NUMBERS = st.one_of(
    st.integers(-3, 200), st.integers(), st.integers(2 ** 60, 2 ** 70).map(lambda n: n ** 300),
    st.floats(-2, 2), st.floats())
VALUES = st.recursive(
    st.one_of(NUMBERS, st.booleans(), st.text(max_size=8), st.sampled_from(
        ["faces", "faces+", "adam", "adamw", "cosine", "compact", "paper", "sized", "anywhere",
         "black", "compact_32"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner,
                                                                max_size=2), max_leaves=6)


def write_value(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {write_value(one)}"
                               for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(write_value, value)) + "]"
    if isinstance(value, int) and not isinstance(value, bool):
        # A negative one in the notation that has a sign, a large one in that which has no limit.
        return str(value) if value < 2 ** 64 else hex(value)
    return str(value) if isinstance(value, float) else json.dumps(value)


def write_toml(tables):
    lines = []
    for name, table in tables.items():
        if isinstance(table, dict):
            lines += [f"[{json.dumps(name)}]", *(f"{json.dumps(key)} = {write_value(value)}"
                                                 for key, value in table.items())]
        else:
            lines.insert(0, f"{json.dumps(name)} = {write_value(table)}")
    return "\n".join(lines)


@st.composite
def draw_trees(draw):
    """Draw tables near a recipe's: some keys with other values, tables added and left out."""
    tables = tomllib.loads(RECIPE)
    for _ in range(draw(st.integers(0, 3))):
        table = draw(st.sampled_from([*PARTS, "trainings"]))
        if draw(st.integers(0, 4)) == 0:
            tables[table] = draw(VALUES)
        elif draw(st.integers(0, 4)) == 0:
            tables.pop(table, None)
        elif isinstance(tables.setdefault(table, {}), dict):
            fields = getattr(PARTS.get(table), "__dataclass_fields__", KEYS)
            tables[table][draw(st.sampled_from(sorted(fields)))] = draw(VALUES)
    return tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


def load_or_refuse(path):
    """Return the recipe, or None where it was refused in words."""
    try:
        recipe = load_recipe(path)
    except RecipeError as error:
        assert str(error).startswith(str(path))
        return None
    training = recipe.training
    assert isinstance(recipe, Recipe) and training.epochs >= 1 and 0 <= training.seed < 2 ** 32
    assert 0 < training.learning_rate <= 1000 and math.isfinite(recipe.loss.gradient_weight)
    return recipe


@settings(max_examples=400)
@given(tables=draw_trees(), seed=st.integers(), epochs=st.integers())
def test_random_trees_are_recipes_or_refused(folder, tables, seed, epochs):
    (folder / "tree.toml").write_text(write_toml(tables), encoding="utf-8")
    recipe = load_or_refuse(folder / "tree.toml")
    if recipe is not None:
        try:
            assert change_run(recipe, seed, epochs).training.epochs == epochs
        except RecipeError as error:
            assert "must be at least" in str(error)


def damage(content, edits):
    """Cut and put in bytes: an edit is (place from 0 to 1, how many to cut, what to put in)."""
    for place, n_out, put_in in edits:
        at = int(place * len(content))
        content = content[:at] + put_in + content[at + n_out:]
    return content


EDITS = st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0, 1, 1, 2, 8, 10_000]),
                           st.binary(max_size=4)), min_size=1, max_size=3)


@settings(max_examples=300)
@given(edits=EDITS)
def test_a_recipe_with_damaged_bytes_is_one_or_refused(folder, edits):
    (folder / "bytes.toml").write_bytes(damage(RECIPE.encode(), edits))
    load_or_refuse(folder / "bytes.toml")


@pytest.fixture(scope="module")
def checkpoint(folder):
    arrays = {"network/000": np.arange(60, dtype=np.float32).reshape(3, 4, 5),
              "optimiser/000": np.array(7)}
    facts = {"identity": {"recipe": {}, "images": [1, 2, 3]}, "place": {"epoch": 1}}
    write_checkpoint(folder / "last.npz", arrays.items(), facts)
    return (folder / "last.npz").read_bytes(), arrays, facts


@settings(max_examples=500)
@given(edits=EDITS)
def test_a_checkpoint_with_damaged_bytes_is_the_same_or_refused(folder, checkpoint, edits):
    content, arrays, facts = checkpoint
    (folder / "damaged.npz").write_bytes(damage(content, edits))
    try:
        found, told = read_checkpoint(folder / "damaged.npz")
    except CheckpointError as error:
        assert "is damaged" in str(error)
        return
    # What the checksums do not cover, such as a name, is compared with the network's own later.
    assert told == facts
    for name in found.keys() & arrays.keys():
        np.testing.assert_array_equal(found[name], arrays[name])
