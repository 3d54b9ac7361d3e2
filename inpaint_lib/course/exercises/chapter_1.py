"""Exercises of chapter 1, `One pixel, eight neighbours`."""

import numpy as np

from inpaint_lib.course.exercises.checking import Exercise, Mistake
from inpaint_lib.models.moments import find_eigenvalues, sum_patches
from inpaint_lib.models.patches import MEAN_OF_EIGHT, MEAN_OF_FOUR, MIXED_DIFFERENCE, split_patches

_rng = np.random.default_rng(seed=1)
_PHOTOS = tuple((_rng.integers(0, 256, size),) for size in ((4, 5, 3), (3, 3, 3)))
_PATCHES = tuple((_rng.integers(0, 256, (3, 3)),) for _ in range(3))
# The middle is lost: a function that reads it is found out.
_PATCHES[-1][0][1, 1] = 9999
# Guesses below 0 and above 255 are guesses.
_PATCHES += ((np.array([[200, 10, 210], [5, 0, 20], [190, 15, 205]]),),
             (np.array([[10, 250, 20], [240, 0, 255], [5, 230, 15]]),))
_SUMS = tuple((sum_patches(_rng.integers(0, bright, (30, 30))),) for bright in (80, 256))


def _weigh(weights):
    return lambda patch: split_patches(patch)[0][0] @ weights


EXERCISES = (
    # 1.1
    Exercise(
        name="three_guesses",
        answer=[545 / 8, 278 / 4, 278 / 2 - 267 / 4],
        why="Only the stencil lands within a grey level of the 72 that the photo has.",
        mistakes=(
            Mistake([278 / 4, 545 / 8, 278 / 2 - 267 / 4],
                    "The numbers are right and their order is not: the mean of eight comes first."),
            Mistake([545 / 9, 278 / 4, 278 / 2 - 267 / 4],
                    "The first guess divides by nine, but the middle is lost: eight are left."),
            Mistake([545 / 8, 267 / 4, 278 / 2 - 267 / 4],
                    "The second guess averages the corners. The sides share an edge with the "
                    "middle: top, left, right, bottom."),
            Mistake([545 / 8, 278 / 4, 267 / 2 - 278 / 4],
                    "In the third guess sides and corners have changed places: the sides weigh "
                    "+1/2."),
            Mistake([545 / 8, 278 / 4, 278 / 2 + 267 / 4],
                    "The third guess is brighter than any neighbour: the corners weigh -1/4, with "
                    "a minus sign."),
        ),
        hint="Add up the sides (278) and the corners (267) first; each guess is made of these two.",
        decimals=1,
    ),
    # 1.2
    Exercise(
        name="loss_of_the_paper",
        answer=1.9817 ** 2,
        why="The root of this number is 1.9817; training makes the number itself small.",
        mistakes=(
            Mistake(1.9817, "That is the root the paper printed. What is it the root of?"),
            Mistake(np.sqrt(1.9817), "You took a root once more; go the other way."),
            Mistake((1.9817 / 255) ** 2, "That is for pixels from 0 to 1. Here they go from 0 "
                                         "to 255, so no division is needed."),
            Mistake(600 * 1.9817 ** 2, "That is the sum of the squares over 600 patches; the mean "
                                       "was asked."),
        ),
        hint="The root mean squared error is the root of the mean squared error: undo the root.",
        decimals=2,
    ),
    # 1.3
    Exercise(
        name="noise_gain",
        answer=1.25,
        why="Four sides give 4/4 and four corners 4/16: five times as much noise as the mean of "
            "four lets through.",
        mistakes=(
            Mistake(1.0, "That is the sum of the weights, or of four squares alone. Square each "
                         "of the eight weights before you add."),
            Mistake(3.0, "That is the sum of the sizes of the weights. Square each one instead."),
            Mistake(0.75, "A square is never negative: the corners add noise, whatever their "
                          "sign."),
            Mistake(np.sqrt(1.25), "That is the standard deviation; the variance is its square."),
            Mistake(0.25, "That is what the mean of four lets through. The question is about the "
                          "stencil."),
        ),
        hint="Square each of the eight weights and add up: four are 1/2, four are -1/4.",
        decimals=2,
    ),
    # 1.4
    Exercise(
        name="exact_surfaces",
        answer=[True, True, False, False],
        why="The stencil is exact where the mixed second difference is zero: for what depends on "
            "one coordinate alone, and for what is straight along every row or every column.",
        mistakes=(
            Mistake([False, True, False, False],
                    "Look at the vertical edge again. It depends on the column alone: what is "
                    "its second difference downwards?"),
            Mistake([True, False, False, False],
                    "Look at the saddle again: along each row it is a straight line."),
            Mistake([True, True, True, False],
                    "An edge is continued when it runs upright or level. Put the numbers of the "
                    "diagonal one into the square and compute."),
            Mistake([True, True, False, True],
                    "Multiply the bump out: one of its terms is the one that the stencil misses."),
            Mistake([False, False, True, True],
                    "You marked the ones that are missed. Swap True and False."),
        ),
        hint="Fill a 3x3 square with each surface and see whether the table of (1, -2, 1) with "
             "itself, multiplied in and added up, gives zero.",
    ),
    # 1.5
    Exercise(
        name="split_channels",
        answer=lambda photo: (photo[:, :, 0], photo[:, :, 1], photo[:, :, 2]),
        why="Each table holds its own channel. A test that compares the three would have found "
            "the paper's slip.",
        mistakes=(
            Mistake(lambda photo: (photo[:, :, 0],) * 3,
                    "All three tables are red: this is the paper's slip itself."),
            Mistake(lambda photo: (photo[:, :, 0], photo[:, :, 2], photo[:, :, 1]),
                    "Green and blue have changed places, as in the paper's test loop. The order "
                    "is red, green, blue."),
            Mistake(lambda photo: (photo[:, :, 2], photo[:, :, 1], photo[:, :, 0]),
                    "The order is blue, green, red, as OpenCV reads files. Here red comes first."),
            Mistake(lambda photo: (photo[0], photo[1], photo[2]),
                    "These are the first three rows of the photo. The channel is the last axis."),
        ),
        hint="Index the last axis: photo[:, :, 0] is red. Return three tables of shape (rows, "
             "columns).",
        trials=_PHOTOS,
    ),
    # 1.6
    Exercise(
        name="predict_middle",
        answer=_weigh(MIXED_DIFFERENCE),
        why="Half of the sides minus a quarter of the corners makes the mixed second difference "
            "zero.",
        mistakes=(
            Mistake(_weigh(MEAN_OF_FOUR), "That is the mean of four. Where are the corners?"),
            Mistake(_weigh(MEAN_OF_EIGHT), "That is the mean of eight; the stencil weighs sides "
                                           "and corners differently."),
            Mistake(np.mean, "That is the mean of all nine pixels, with the middle among them: "
                             "the one pixel that is lost."),
            Mistake(_weigh(-MIXED_DIFFERENCE), "The signs are turned round: sides plus, corners "
                                               "minus."),
            Mistake(_weigh(4 * MIXED_DIFFERENCE), "This is four times too large: solve for one "
                                                  "middle, not for four."),
            Mistake(lambda patch: patch[1, 1], "You returned the middle itself, and it is lost."),
        ),
        hint="Add the four sides, add the four corners, and weigh the two sums with 1/2 and -1/4. "
             "If your answers are whole numbers, look for a division that rounds (//).",
        trials=_PATCHES,
    ),
    # 1.7
    Exercise(
        name="find_largest_rate",
        answer=lambda sums: 2 / find_eigenvalues(sums)[0],
        why="Along the steepest axis each step multiplies the distance by 1 - rate * eigenvalue; "
            "beyond this rate that is below -1.",
        mistakes=(
            Mistake(lambda sums: 1 / find_eigenvalues(sums)[0],
                    "At this rate the steepest axis is done in one step. Twice as far it still "
                    "converges."),
            Mistake(lambda sums: 2 / find_eigenvalues(sums)[-1],
                    "You took the smallest eigenvalue. Which axis overshoots first, the flattest "
                    "or the steepest?"),
            Mistake(lambda sums: find_eigenvalues(sums)[0] / 2,
                    "You have it upside down: the steeper the valley, the shorter the step."),
            Mistake(lambda sums: 2 / find_eigenvalues(sums),
                    "You return one limit for each axis. A training has one learning rate: "
                    "return the limit that binds."),
            Mistake(lambda sums: find_eigenvalues(sums)[0],
                    "That is the eigenvalue. Which rate makes 1 - rate * eigenvalue equal to -1?"),
        ),
        hint="`find_eigenvalues(sums)` returns the eigenvalues, the largest first. The factor "
             "1 - rate * eigenvalue must not go below -1.",
        trials=_SUMS,
        # Rates are small numbers, so the distance from the right one must be far smaller still.
        tolerance=1e-12,
    ),
)
