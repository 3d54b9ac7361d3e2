"""Exercises of chapter 7, `A critic`."""

import numpy as np

from inpaint_lib.course.exercises.checking import Exercise, Mistake


def _blur(row):
    longer = np.concatenate([row[:1], row, row[-1:]])
    return (longer[:-2] + longer[1:-1] + longer[2:]) / 3


def _sharpen_row(row, amount):
    return row + amount * (row - _blur(row))


def _sharpen_without_ends(row, amount):
    return row + amount * (row - np.convolve(row, np.ones(3) / 3, "same"))


def _choose_fill(features, errors, limit):
    fit = [place for place in range(len(errors)) if errors[place] <= limit]
    return min(fit, key=lambda place: features[place])


def _choose_among_kept(features, errors, limit):
    return int(np.argmin([one for one, error in zip(features, errors) if error <= limit]))


def _count_modes(nearest, least):
    return sum(np.mean(nearest == cloud) >= least for cloud in set(nearest[nearest >= 0].tolist()))


def _count_modes_of_found(nearest, least):
    return _count_modes(nearest[nearest >= 0], least)


def _count_with_none(nearest, least):
    return sum(np.mean(nearest == cloud) >= least for cloud in set(nearest.tolist()))


def _make_row_trials():
    rng = np.random.default_rng(3)
    return ((np.array([2.0, 2.0, 8.0, 8.0]), 1.0),
            *((rng.random(count), amount) for count, amount in ((5, 0.5), (7, 2.0), (6, 0.0))))


def _make_fill_trials():
    return (([0.3, 0.1, 0.2, 0.4], [1.0, 1.5, 1.1, 0.9], 1.2), ([0.5, 0.6], [1.3, 1.1], 1.2),
            ([0.1, 0.3, 0.2], [1.0, 1.1, 0.9], 1.2), ([0.2, 0.5, 0.4], [1.3, 1.0, 1.2], 1.2),
            ([0.05, 0.9, 0.7, 0.6, 0.65], [2.0, 1.0, 1.9, 1.2, 1.1], 1.2))


def _make_mode_trials():
    return ((np.array([0, 0, 1, 1, 1, 2, -1, -1, -1, -1]), 0.2),
            (np.array([3, 3, 3, 3, 5]), 0.2), (np.array([-1, -1, -1, 4]), 0.5),
            (np.array([0, 1, 2, 3, 4, 5, 6, 7]), 0.1), (np.array([7, 7, 7, -1, 2, 2]), 0.5))


EXERCISES = (
    # 7.1
    Exercise(
        name="hinge_loss",
        answer=0.65,
        decimals=2,
        why="Of the true ones only 0.5 is short of 1, by 0.5; of the painted ones only -0.2 is "
            "above -1, by 0.8. Two means, one sum.",
        mistakes=(
            Mistake(1.3, "Those are the two sums. The loss takes the mean of each pair."),
            Mistake(0.325, "The two means are added up, not averaged."),
            Mistake(0.25, "That is the part of the true squares. What do the painted ones cost?"),
            Mistake(0.4, "That is the part of the painted squares. What do the true ones cost?"),
            Mistake(-0.6, "Beyond 1 on the right side nothing is earned: the loss there is 0, not "
                          "below."),
            Mistake(0.0, "The answers 0.5 and -0.2 lie on the right side of 0, and still not "
                         "beyond 1."),
        ),
        hint="relu(1 - answer) for a true square, relu(1 + answer) for a painted one.",
    ),
    # 7.2
    Exercise(
        name="roc_area",
        answer=9.5 / 12,
        decimals=2,
        why="Of twelve pairs nine are in the right order, and one is a tie.",
        mistakes=(
            Mistake(9 / 12, "A tie counts as one half."),
            Mistake(10 / 12, "A tie counts as one half, not as a whole."),
            Mistake(9.5, "So many pairs are in the right order. The area is a share."),
            Mistake(2.5 / 12, "That is the share in the wrong order."),
            Mistake(9.5 / 7, "There are three times four pairs."),
        ),
        hint="Each true answer meets each painted one. In how many pairs is the true one higher?",
    ),
    # 7.3
    Exercise(
        name="largest_stretch",
        answer=float(np.linalg.norm([[2, 2], [1, -1]], 2)),
        decimals=2,
        why="(1, 1) becomes (4, 0): a length of 1.41 becomes 4.",
        mistakes=(
            Mistake(4.0, "That is how long (1, 1) becomes. How long was it before?"),
            Mistake(8.0, "That is the square of the factor."),
            Mistake(float(np.sqrt(10)), "That is the root of the sum of all squared weights. No "
                                        "direction is stretched by so much."),
            Mistake(float(np.sqrt(2)), "So much the direction (1, -1) is stretched. Another is "
                                       "stretched more."),
            Mistake(3.0, "That is a sum of weights. Take a direction and compare its length before "
                         "and after."),
            Mistake(2.0, "That is the largest weight. Two of them can work together."),
        ),
        hint="Compare lengths before and after, for the directions (1, 1) and (1, -1).",
    ),
    # 7.4
    Exercise(
        name="sharpen_row",
        answer=_sharpen_row,
        trials=_make_row_trials(),
        why="What the blur took away is added; a flat row stays as it is.",
        mistakes=(
            Mistake(lambda row, amount: _blur(row), "That is the blurred row."),
            Mistake(lambda row, amount: amount * (row - _blur(row)),
                    "That is what the blur took away. Add it to the row."),
            Mistake(lambda row, amount: row - amount * (row - _blur(row)),
                    "That blurs: what the blur takes away is to be added, not taken away again."),
            Mistake(lambda row, amount: row + amount * _blur(row),
                    "Add what the blur took away, the row less the blurred row."),
            Mistake(_sharpen_without_ends,
                    "At the ends your mean sees zeros beyond the row. Repeat the first and the "
                    "last value."),
            Mistake(lambda row, amount: _sharpen_row(row, 1.0), "Where does the amount go in?"),
        ),
        hint="Blur the row, take the difference, add it as often as amount says.",
    ),
    # 7.5
    Exercise(
        name="choose_fill",
        answer=_choose_fill,
        trials=_make_fill_trials(),
        why="Only fills within the limit count, and among them the least distance.",
        mistakes=(
            Mistake(lambda features, errors, limit: int(np.argmin(features)),
                    "That one may err too much. Look at the limit first."),
            Mistake(lambda features, errors, limit: int(np.argmin(errors)),
                    "That has the least error. Among those allowed, features decide."),
            Mistake(_choose_among_kept,
                    "That is its place among those within the limit. Asked is its place in the "
                    "lists as they were given."),
            Mistake(lambda features, errors, limit: _choose_fill(
                        features, errors, np.nextafter(limit, 0)) if min(errors) < limit else 0,
                    "An error of exactly the limit is allowed."),
            Mistake(lambda features, errors, limit: min(
                        one for one, error in zip(features, errors) if error <= limit),
                    "That is the distance itself. Asked is its place."),
        ),
        hint="First collect the places that are within the limit.",
    ),
    # 7.6
    Exercise(
        name="count_modes",
        answer=_count_modes,
        trials=_make_mode_trials(),
        why="A cloud counts if enough of all points lie in it.",
        mistakes=(
            Mistake(lambda nearest, least: len(set(nearest[nearest >= 0].tolist())),
                    "A cloud that got a few stray points is not reached. Use the share."),
            Mistake(_count_with_none, "Points with -1 lie in no cloud. They make no mode."),
            Mistake(_count_modes_of_found,
                    "The share is of all points, those that lie nowhere among them."),
            Mistake(lambda nearest, least: sum(
                        np.mean(nearest == cloud) > least
                        for cloud in set(nearest[nearest >= 0].tolist())),
                    "At least: a cloud with exactly that share counts."),
        ),
        hint="For each cloud, which share of all points lies in it?",
    ),
)
