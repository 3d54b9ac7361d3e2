"""Exercises of chapter 4, `Thirty-two`."""

import numpy as np

from inpaint_lib.course.exercises.checking import Exercise, Mistake


def _choose_epoch(losses):
    return int(np.argmin(losses)) + 1


def _first_turn(losses):
    turns = np.flatnonzero(np.diff(losses) > 0)
    return int(turns[0]) + 1 if len(turns) else len(losses)


def _lose_patience(losses):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best == 2:
            break
    return best + 1


def _measure_contrast(fill, truth):
    return fill.std() / truth.std()


def _choose_by_rule(errors):
    order = np.argsort(errors)
    return [order[0], order[len(order) // 2], order[-1]]


def _make_box_trials():
    # The fill is the truth in another order, paler and brighter: every measure of how far light
    # and dark lie apart agrees on it, and what compares pixel by pixel does not.
    rng = np.random.default_rng(seed=0)
    trials = [(np.full((9, 11), 0.5), rng.random((9, 11)))]
    for contrast, light in ((1, 0.1), (0.5, 0.0), (0.25, -0.1), (0.85, 0.05)):
        truth = rng.random((9, 11)) ** 2
        moved = rng.permuted(truth.ravel()).reshape(truth.shape)
        trials.append((truth.mean() + light + contrast * (moved - truth.mean()), truth))
    return tuple(trials)


# The lowest loss comes after a rise, before a second valley, late or soon at the end, and at once.
LOSSES = ((np.array([0.05, 0.031, 0.034, 0.027, 0.026, 0.029, 0.033]),),
          (np.array([0.04, 0.03, 0.021, 0.028, 0.035, 0.022, 0.039, 0.041]),),
          (np.array([0.05, 0.03, 0.031, 0.032, 0.033, 0.034, 0.035, 0.036, 0.029]),),
          (np.array([0.05, 0.03, 0.04, 0.02]),), (np.array([0.02, 0.03, 0.025]),))
# Skewed, and an even number too: the middle by order is then not the mean's neighbour.
ERRORS = ((np.array([0.03, 0.01, 0.08, 0.02, 0.05]),),
          (np.array([0.4, 0.1, 0.9, 0.3, 0.2, 0.6, 0.5]),),
          (np.array([0.25, 0.3125, 0.96875, 0.125, 0.4375, 0.375]),))

EXERCISES = (
    # 4.1
    Exercise(
        name="deepest_pixel",
        answer=24,
        why="Rows 24 and 25 of the 48 are 24 steps from the known rows above and below; the "
            "columns are no nearer.",
        mistakes=(
            Mistake(48, "That is the side of the hole. The nearest known row may be above or "
                        "below."),
            Mistake(23, "The rim has depth 1, not 0."),
            Mistake(25, "One too many: count from the nearer side."),
            Mistake(16, "That is so where one side is 32. Here both are 48."),
        ),
        hint="Call measure_depths with a Hole of 48 rows and 48 columns and take the largest "
             "depth. By hand: the rim has depth 1.",
    ),
    # 4.2
    Exercise(
        name="gain_in_decibels",
        answer=10 * np.log10(1 / 0.3),
        decimals=1,
        why="PSNR is 10 log10(1 / MSE), so dividing the MSE by a factor adds ten times the "
            "factor's logarithm, wherever one starts.",
        mistakes=(
            Mistake(10 * np.log10(0.3), "The size is right. A smaller error is a higher PSNR."),
            Mistake(20 * np.log10(1 / 0.3), "Twenty times the logarithm is for ratios of roots; "
                                            "the MSE is already a square."),
            Mistake(10 * np.log(1 / 0.3), "Decibels take the logarithm to base 10."),
            Mistake(1 / 0.3, "That is the ratio of the errors. Now take ten times its logarithm."),
        ),
        hint="Call measure_psnr for any error and for 0.3 of it; subtract.",
    ),
    # 4.3
    Exercise(
        name="choose_epoch",
        answer=_choose_epoch,
        trials=LOSSES,
        why="The lowest loss on images that were not fitted decides, and epochs count from 1.",
        mistakes=(
            Mistake(lambda losses: int(np.argmin(losses)),
                    "That counts from 0, as Python does. The first epoch is epoch 1."),
            Mistake(len, "That is the last epoch, as in the paper. Its loss is not the lowest."),
            Mistake(_first_turn, "You stop the first time the loss rises. It may fall again: look "
                                 "at all epochs."),
            Mistake(_lose_patience, "You stop after a few epochs without gain. The loss may "
                                    "fall again: look at all epochs."),
            Mistake(lambda losses: float(np.min(losses)),
                    "That is the loss itself. Which epoch has it?"),
            Mistake(lambda losses: int(np.argmax(losses)) + 1, "That is the highest loss."),
        ),
        hint="np.argmin says where the smallest number stands.",
    ),
    # 4.4
    Exercise(
        name="best_grey",
        answer=0.7,
        why="The mean of what is possible, each value weighted by its probability: three quarters "
            "of 0.9 and one quarter of 0.1.",
        mistakes=(
            Mistake(0.9, "That is the value you most often find. Once in four times you would miss "
                         "by 0.8, and the square makes that dear."),
            Mistake(0.5, "That lies midway. The two values are not equally likely."),
            Mistake(0.1, "That is the rarer of the two."),
            Mistake(0.3, "You have the two probabilities the wrong way round."),
        ),
        hint="The squared error is smallest in the mean at the mean of the possible values.",
    ),
    # 4.5
    Exercise(
        name="which_uses_far",
        answer="C",
        why="Only C is worse off without the far part. A is misled by a false one, and in B the "
            "far part moves the fill without helping it.",
        mistakes=(
            Mistake("A", "A looks there and can be misled. But without any far part it fills as "
                         "well as with the true one."),
            Mistake("B", "It looks there, but without the far part the fill is as good as before."),
            Mistake("AC", "One of the two is only misled: without any far part it fills as well."),
            Mistake("BC", "In one of the two the fill moves, and is as good as before."),
            Mistake("ABC", "Two of them fill as well without the far part as with it."),
        ),
        hint="To use something is to be worse off without it. Look at the errors when the far "
             "part is covered.",
    ),
    # 4.6
    Exercise(
        name="choose_by_rule",
        answer=_choose_by_rule,
        trials=ERRORS,
        why="A rule that is fixed before the fills are seen cannot flatter them.",
        mistakes=(
            Mistake(lambda errors: [errors.min(), np.sort(errors)[len(errors) // 2], errors.max()],
                    "Those are the errors. Return their rows, so that the images can be shown."),
            Mistake(lambda errors: _choose_by_rule(errors)[::-1],
                    "Right images, other order: the best comes first."),
            Mistake(lambda errors: [np.argmin(errors), len(errors) // 2, np.argmax(errors)],
                    "The middle of the list is not the middle error: sort first."),
            Mistake(lambda errors: np.argsort(errors)[[0, (len(errors) - 1) // 2, -1]],
                    "Of an even number of errors you take the lower of the two in the middle. "
                    "The rule says number n // 2, counted from 0."),
            Mistake(lambda errors: [np.argmin(errors), np.argmin(np.abs(errors - errors.mean())),
                                    np.argmax(errors)],
                    "The error nearest to the mean need not be the middle one: sort."),
            Mistake(lambda errors: list(np.argsort(errors)[:3]),
                    "Those are the three best."),
        ),
        hint="np.argsort gives the rows in the order of rising errors.",
    ),
    # 4.7
    Exercise(
        name="measure_contrast",
        answer=_measure_contrast,
        trials=_make_box_trials(),
        why="The standard deviation measures how far light and dark lie apart; a flat smudge has "
            "none.",
        mistakes=(
            Mistake(lambda fill, truth: truth.std() / fill.std(),
                    "Upside down: a flat fill should get 0."),
            Mistake(lambda fill, truth: fill.var() / truth.var(),
                    "The variance is the square of the spread. Take its root."),
            Mistake(lambda fill, truth: fill.mean() / truth.mean(),
                    "That compares the brightness, not how much it varies."),
            Mistake(lambda fill, truth: (fill - truth).std(),
                    "That is the spread of the error. Compare two spreads."),
            Mistake(lambda fill, truth: np.corrcoef(fill.ravel(), truth.ravel())[0, 1],
                    "That is the correlation. It does not see a fill that is too pale."),
        ),
        hint="Divide one standard deviation by the other.",
    ),
)
