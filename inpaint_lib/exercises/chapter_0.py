"""Exercises of chapter 0, `Images with holes`."""

import numpy as np

from inpaint_lib.exercises.checking import Exercise, Mistake

EXERCISES = (
    Exercise(
        name="share_missing",
        answer=16 * 16 / 128 ** 2,
        why="256 of 16,384 pixels are missing, one in 64.",
        mistakes=(
            Mistake(16 / 128, "16/128 is the share of a row. Both height and width count."),
            Mistake(128 ** 2 / 16 ** 2, "You have it upside down: missing over all."),
            Mistake(100 * 16 * 16 / 128 ** 2, "That is in percent; give it as a fraction of 1."),
        ),
        hint="Count the missing pixels, then divide by all pixels of the image.",
    ),
)
