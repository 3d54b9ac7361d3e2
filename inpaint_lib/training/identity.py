"""What a run is: what must be the same when it goes on, and on all of its workers."""

import dataclasses
import json
import zlib

import numpy as np

from inpaint_lib.critics.adversary import Adversary
from inpaint_lib.holes import Hole
from inpaint_lib.random_holes import RandomHoles
from inpaint_lib.training.checkpoints import OTHER_FOLDER, CheckpointError
from inpaint_lib.training.recipes import Recipe

BLOCK = 16
"""Images that are summed up at a time: so few that no second copy of all is in memory."""


def describe_run(recipe, images):
    """Say what must be the same when a run goes on."""
    checksum = 0
    for part in (images.fitting, images.choosing):
        for start in range(0, len(part), BLOCK):
            checksum = zlib.crc32(np.ascontiguousarray(part[start:start + BLOCK]), checksum)
    return {"recipe": _describe_recipe(recipe),
            "images": [len(images.fitting), len(images.choosing), checksum]}


def check_same_run(begun, identity, folder):
    """Raise CheckpointError unless the run in a folder was begun as the one that is to go on.

    Both are what `describe_run` returned, `begun` as it was read from a checkpoint.
    """
    try:
        recipe, images = _add_new_keys(begun["recipe"]), begun["images"]
    except (KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(f"The checkpoint in {folder} does not say what run it is of. "
                              f"{OTHER_FOLDER}") from error
    if recipe != identity["recipe"]:
        changes = "; ".join(_list_changes(recipe, identity["recipe"]))
        raise CheckpointError(f"The run in {folder} was begun with another recipe: {changes}. "
                              f"{OTHER_FOLDER}")
    if images != identity["images"]:
        raise CheckpointError(f"The run in {folder} was begun with other images (how many to fit, "
                              f"how many to choose on, checksum: {images}, now "
                              f"{identity['images']}). {OTHER_FOLDER}")


def _list_changes(begun, now):
    """Say each key that differs between two recipes, as `describe_run` describes them."""
    changes = []
    for table in {**begun, **now}:
        then, here = begun.get(table), now.get(table)
        if isinstance(then, dict) and isinstance(here, dict):
            changes += [f"[{table}] {key} was {then.get(key)!r} and is {here.get(key)!r}"
                        for key in {**then, **here} if then.get(key) != here.get(key)]
        elif then != here:
            changes.append(f"{table} was {then!r} and is {here!r}")
    return changes


def sum_up(facts):
    """Return a checksum of facts that JSON can hold: 32 bits, as workers exchange them."""
    return zlib.crc32(json.dumps(facts).encode())


def _describe_recipe(recipe):
    # Through JSON and back, so that it compares equal to what a checkpoint holds.
    return json.loads(json.dumps(dataclasses.asdict(recipe)))


def _add_new_keys(described):
    """Add the keys that recipes did not have yet when a checkpoint was written, as they default."""
    hole = Hole(0, 0, 1, 1)
    defaults = _describe_recipe(Recipe("", hole))
    tables = _describe_recipe(Recipe("", hole, random_holes=RandomHoles(),
                                     adversary=Adversary()))
    return defaults | {part: tables.get(part, {}) | value if isinstance(value, dict) else value
                       for part, value in described.items()}
