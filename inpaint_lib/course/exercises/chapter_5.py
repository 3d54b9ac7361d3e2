"""Exercises of chapter 5, `Is it any good?`."""

import numpy as np

from inpaint_lib.course.exercises.checking import Exercise, Mistake


def _draw_differences(errors, rival_errors, rows):
    return errors[rows].mean(axis=1) - rival_errors[rows].mean(axis=1)


def _seed_spread(errors):
    means = errors.mean(axis=1)
    return means.max() - means.min()


def _make_draw_trials():
    rng = np.random.default_rng(seed=0)
    return tuple((rng.random(count), rng.random(count), rng.integers(0, count, (draws, count)))
                 for count, draws in ((7, 3), (5, 4)))


def _make_seed_trials():
    rng = np.random.default_rng(seed=1)
    return tuple((rng.random((seeds, 6)),) for seeds in (3, 4))


def _spot_fill(grain_maps):
    return int(np.argmin([grain.min() for grain in grain_maps]))


def _make_grain_trials():
    trials = []
    for place, window, foggy, wild in ((2, (3, 2), 1, 3), (0, (0, 5), 2, 3), (3, (4, 0), 2, 1)):
        maps = np.random.default_rng(place).uniform(0.1, 0.2, (4, 5, 6))
        # One picture is quiet but for two windows, another at a single place, at the rim or not.
        maps[foggy] -= 0.05
        maps[foggy, 0, 0], maps[foggy, 1, 3] = 0.2, 0.21
        maps[(place, *window)] = 0.04
        # A third has a larger spread, but no window as quiet.
        maps[wild] += 0.1
        maps[wild, 1, 1], maps[wild, 2, 2] = 0.06, 0.9
        trials.append((list(maps),))
    return tuple(trials)


EXERCISES = (
    # 5.1
    Exercise(
        name="widened_level",
        answer=100 - 5 / 120,
        decimals=2,
        why="Sixteen methods make 120 pairs. If each interval misses with a chance of 5% / 120, "
            "the chance that any misses is at most 5%.",
        mistakes=(
            Mistake(95, "That is the level of one interval. Of 120 such intervals six miss, on "
                        "average."),
            Mistake(100 - 5 / 16, "There are as many intervals as pairs, not as methods."),
            Mistake(5 / 120, "That is what each interval may miss. Its level is the rest of 100."),
            Mistake(100 * 0.95 ** (1 / 120), "That is the rule of Sidak, for intervals that miss "
                                             "independently. Bonferroni shares out the 5%."),
            # And with each method against itself: 100 - 5 / 256, nearly the same.
            Mistake(100 - 5 / 240, "You count every pair twice: A against B is B against A. Nor is "
                                   "a method compared with itself."),
            Mistake(1 - 0.05 / 120, "The right share. The exercise asks for percent."),
        ),
        hint="Count the pairs, and share the 5% among them.",
    ),
    # 5.2
    Exercise(
        name="draw_differences",
        answer=_draw_differences,
        trials=_make_draw_trials(),
        why="The same images are drawn for both methods, so what makes an image hard for both "
            "cancels.",
        mistakes=(
            Mistake(lambda errors, rival_errors, rows: (
                        errors[rows].mean() - rival_errors[rows].mean()),
                    "That is one number. Each draw wants its own: take the mean along the images."),
            Mistake(lambda errors, rival_errors, rows: (
                        _draw_differences(rival_errors, errors, rows)),
                    "The sign: the method's error comes first, the rival's is taken away."),
            Mistake(lambda errors, rival_errors, rows: (
                        errors[rows].mean(axis=1) - rival_errors[rows[::-1]].mean(axis=1)),
                    "The two methods must meet the same images in each draw."),
            Mistake(lambda errors, rival_errors, rows: (
                        errors[rows].mean(axis=1) / rival_errors[rows].mean(axis=1)),
                    "That is the ratio of the two means."),
            Mistake(lambda errors, rival_errors, rows: (
                        errors[rows].mean(axis=0) - rival_errors[rows].mean(axis=0)),
                    "That is the mean over the draws. Take it along each line: axis=1."),
            Mistake(lambda errors, rival_errors, rows: errors.mean() - rival_errors.mean(),
                    "You did not use rows: take the images that each draw names."),
            Mistake(lambda errors, rival_errors, rows: (errors - rival_errors)[rows],
                    "Those are the differences of single images. Now their mean, draw by draw."),
        ),
        hint="errors[rows] holds the drawn errors, a line a draw.",
    ),
    # 5.3
    Exercise(
        name="seed_spread",
        answer=_seed_spread,
        trials=_make_seed_trials(),
        why="A seed is judged by its mean over the images; the spread is between these means.",
        mistakes=(
            Mistake(lambda errors: errors.max() - errors.min(),
                    "That is the spread of single errors. An image differs from an image for other "
                    "reasons than the seed."),
            Mistake(lambda errors: np.ptp(errors.mean(axis=0)),
                    "You took the mean over the seeds. Take it over the images, for each seed."),
            Mistake(lambda errors: np.ptp(errors, axis=1).mean(),
                    "That is the spread between images. First one mean a seed."),
            Mistake(lambda errors: errors.mean(axis=1).std(),
                    "That is the standard deviation of the means. Asked is the largest less the "
                    "smallest."),
            Mistake(lambda errors: errors.mean(axis=1),
                    "Those are the means of the seeds. How far apart are they?"),
        ),
        hint="One mean a row; then the largest less the smallest.",
    ),
    # 5.4
    Exercise(
        name="clean_error",
        answer=0.03,
        tolerance=1e-5,
        why="0.2 times 0.002 plus 0.8 times 0.03 is 0.0244: the leak made the score nearly a "
            "fifth too good.",
        mistakes=(
            Mistake(0.0244, "That is the mixture of both kinds of image."),
            Mistake(0.0244 / 0.8, "You let the leaked images have an error of 0. Theirs is 0.002."),
            Mistake(0.0244 - 0.2 * 0.002, "Nearly. What is left is 80% of the error you look for."),
            Mistake((0.0244 - 0.002) / 0.8, "Only a fifth of the images have the error 0.002: take "
                                            "away 0.2 * 0.002."),
            Mistake(0.2 * 0.002 + 0.8 * 0.0244, "0.0244 is already the mixture; take it apart."),
        ),
        hint="0.0244 = 0.2 * 0.002 + 0.8 * x.",
    ),
    # 5.5
    Exercise(
        name="rarer_eye",
        answer=0.003,
        tolerance=1e-5,
        why="The mean lies at a quarter of the way. It misses the open eye by a quarter and the "
            "closed one by three quarters of the difference: 3/4 of 1/16 plus 1/4 of 9/16.",
        mistakes=(
            Mistake(0.004, "That is what the plain average costs, and the likelier eye costs as "
                           "much. The best fill lies between the two."),
            Mistake(0.008, "That is what a guess costs when both are equally likely."),
            Mistake(0.001, "That is the error if the open eye is there. Weigh both cases."),
            Mistake(0.009, "That is the error if the closed eye is there. Weigh both cases."),
            Mistake(0.012, "You paint the rarer eye: wrong in three of four cases."),
            Mistake(0.0, "No fill can be right for both animals."),
        ),
        hint="Let one pixel be 0 in the open eye and the root of 0.016 in the closed one.",
    ),
    # 5.6
    Exercise(
        name="needed_right",
        answer=9,
        why="A guesser gets nine or ten right in 11 of 1,024 tests, and eight or more in 56: that "
            "is more than 5 of 100.",
        mistakes=(
            Mistake(8, "Close. Eight or more happen in 5.5 of 100 tests."),
            Mistake(6, "Six or more happen in 38 of 100 tests of a guesser."),
            Mistake(7, "Seven or more happen in 17 of 100 tests."),
            Mistake(10, "Sure, but more than is asked for: try one less."),
            Mistake(5, "Five is what a guesser gets on average."),
        ),
        hint="Add up the chances of n, n + 1, ... 10 right answers, each a binomial coefficient "
             "over 1,024.",
    ),
    # 5.7
    Exercise(
        name="spot_fill",
        answer=_spot_fill,
        trials=_make_grain_trials(),
        why="A painted square is one quiet place; the rest of the picture may be as lively as any.",
        mistakes=(
            Mistake(lambda grain_maps: int(np.argmin([grain.mean() for grain in grain_maps])),
                    "That is the picture with the least grain on the whole; fog would do. Look for "
                    "a single quiet window."),
            Mistake(lambda grain_maps: int(np.argmax([grain.min() for grain in grain_maps])),
                    "That is the picture you need suspect least."),
            Mistake(lambda grain_maps: int(np.argmin(np.array(grain_maps))),
                    "That counts windows through all the pictures. Which picture is it in?"),
            Mistake(lambda grain_maps: float(np.min(grain_maps)),
                    "That is the least grain. Which picture has it?"),
            Mistake(lambda grain_maps: int(np.argmax([np.ptp(grain) for grain in grain_maps])),
                    "That is the picture with the largest spread. Look for its quietest window."),
            Mistake(lambda grain_maps: _spot_fill(grain_maps) + 1, "Nearly: count from 0."),
        ),
        hint="Take the smallest grain of each picture, and ask which of these is smallest.",
    ),
    # 5.8
    Exercise(
        name="honest_sentence",
        answer="B",
        why="The interval is about the two trained networks and excludes zero. A difference "
            "smaller than what a seed does is no statement about recipes.",
        mistakes=(
            Mistake("A", "Trained once. Another seed could move the error by more than this "
                         "difference."),
            Mistake("C", "The interval leaves out zero, so these two networks do differ."),
            Mistake("D", "Something is decided: which of these two networks errs less on such "
                         "images."),
        ),
        hint="What is the interval about, and what is it not about?",
    ),
)
