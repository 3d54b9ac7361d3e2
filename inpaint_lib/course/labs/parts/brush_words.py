"""What the brush's lab says: scores, the brush's place, and a description of its pictures."""

import numpy as np
from scipy import ndimage

from inpaint_lib.course.labs.parts.brush_pictures import (ANYWHERE, ERRORS, MEMBRANE, NEARER,
                                                          compare_distances)
from inpaint_lib.images import spell_share
from inpaint_lib.random_holes import RandomHoles


def describe_scores(settings, found, image):
    """Return how large the hole is, and what the fills score in it."""
    n_missing = int(found.mask.sum())
    if not n_missing:
        return ("Nothing is missing yet. Paint a hole: with the mouse or a finger, or move the "
                "brush with the arrow keys and press the space bar.")
    if not found.fills:
        return "Everything is missing: there is nothing left to fill from. Undo, or clear."
    n_holes = ndimage.label(found.mask, np.ones((3, 3)))[1]
    share = spell_share(found.mask.mean(), 1)
    words = [f"Missing: {n_missing:,} of {found.mask.size:,} pixels, {share}, in "
             f"{n_holes} hole{'s' if n_holes > 1 else ''}; from the rim inwards the last ring is "
             f"number {found.rings.max()}. Mean squared error where it is missing: "
             f"{', '.join(f'{name} {error:.4f}' for name, error in found.errors.items())}."]
    if ANYWHERE not in found.fills:
        return f"{words[0]} Tick {ANYWHERE!r} for the network's fill."
    nearer = (compare_distances(image, found)[found.mask] < 0).mean()
    # A ratio to an error that is shown as 0.0000 would puzzle.
    if found.errors[MEMBRANE] >= 0.00005:
        words.append(f"The first is {found.errors[ANYWHERE] / found.errors[MEMBRANE]:.2f} of the "
                     "second.")
    words.append(f"At {spell_share(nearer)} of these pixels {ANYWHERE} is nearer to the truth.")
    beyond = []
    if found.mask.mean() > RandomHoles().largest:
        beyond.append(f"it was trained on holes of at most {RandomHoles().largest:.0%} of an image")
    if not settings.is_face:
        beyond.append("it has only ever seen drawn faces and photos of big cats")
    if beyond:
        words.append(f"The network may be outside its training: {'; '.join(beyond)}.")
    return " ".join(words)


def describe_brush(settings, found, looks):
    """Return where the brush is, and where the missing place nearest to it looks."""
    ring = found.rings[settings.row, settings.column]
    over = (f"a missing pixel of ring {ring}" if ring else
            "a missing pixel" if found.mask[settings.row, settings.column] else "a known pixel")
    words = (f"The brush, {settings.breadth} pixels broad, is at row {settings.row}, column "
             f"{settings.column}, over {over}.")
    if looks is not None:
        place, best = (_round_place(point) for point in (looks.place, looks.sources[0]))
        words += (f" The missing place nearest to it, at {place}, looks first to {best}, with "
                  f"weight {looks.weights[0]:.2f} of 1.")
    elif found.fills:
        words += (" The attention has nowhere to look: no window of 16x16 pixels is known all "
                  "over.")
    return words


def _round_place(point):
    return f"row {int(point[0])}, column {int(point[1])}"


def describe_picture(settings, found, looks):
    """Return what the four pictures show, for those who do not see them."""
    if not found.fills:
        return ("Four pictures, all without a fill: either nothing or everything is missing from "
                "the picture.")
    names = " and ".join(found.fills)
    if settings.below == ERRORS:
        return (f"The holes filled by {names}, and below each fill where it errs, bright on black, "
                "all inside the holes.")
    if settings.below == NEARER:
        return (f"The holes filled by {names}. Below, the whole picture; and beside it, pale, with "
                f"the missing pixels blue where {ANYWHERE} is nearer to the truth and orange where "
                f"the {MEMBRANE} is.")
    arrows = ("no arrows" if looks is None else
              f"{len(looks.weights)} arrows, the thickest for the largest weight,")
    return (f"The holes filled by {names}. Below, on the pale picture, the missing pixels coloured "
            f"from ring 1, dark, to ring {found.rings.max()}, bright; and beside it {arrows} from "
            "one missing place to the known ones that it looks to. A circle is the brush.")
