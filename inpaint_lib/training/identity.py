"""What a run is: what must be the same when it goes on, and on all of its workers."""

import dataclasses
import json
import zlib

import numpy as np

from inpaint_lib.holes import Hole
from inpaint_lib.random_holes import RandomHoles
from inpaint_lib.training.checkpoints import CheckpointError
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
    """Raise CheckpointError unless the run in a folder was begun as the one that is to go on."""
    begun = {**begun, "recipe": _add_new_keys(begun["recipe"])}
    for part, what in (("recipe", "another recipe"), ("images", "other images")):
        if begun[part] != identity[part]:
            raise CheckpointError(f"The run in {folder} was begun with {what}. Choose another "
                                  "folder with --runs, or delete that one.")


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
    tables = _describe_recipe(Recipe("", hole, random_holes=RandomHoles()))
    return defaults | {part: tables[part] | value if isinstance(value, dict) else value
                       for part, value in described.items()}
