"""Exercises of chapter 2, `One pixel, twenty-four neighbours`."""

import numpy as np

from inpaint_lib.course.exercises.checking import Exercise, Mistake


def _count_silent(neighbours, hidden_weights, hidden_bias):
    return np.sum(np.all(neighbours @ hidden_weights + hidden_bias <= 0, axis=0))


def _share_won(net, linear):
    return np.mean(np.asarray(linear) < np.asarray(net))


def _make_layer_trials():
    rng = np.random.default_rng(seed=0)
    neighbours = rng.uniform(0, 255, (12, 24))
    neighbours[:, :2] /= 2
    neighbours[0, 0] = neighbours[-1, 1] = 255
    weights = rng.normal(size=(24, 16))
    # These tell mistakes apart: a unit that fires by its bias alone, one that always fires, one
    # always silent, one exactly zero, one that hardly fires, two that fire for the first or the
    # last patch alone, one that only its bias silences and one that its bias must not make fire.
    weights[:, :9] = -0.01, 1.0, -1.0, 0.0, 1e-4, 0.0, 0.0, 0.01, -0.01
    weights[0, 5] = weights[1, 6] = 1.0
    bias = np.array([100.0, 0.1, 0.1, 0.0, 0.1, -200.0, -200.0, -100.0, -100.0, *[0.1] * 7])
    return (neighbours, weights, bias), (neighbours[:6], weights[:, 2:10], bias[2:10])


def _make_pair_trials():
    rng = np.random.default_rng(seed=0)
    difficulty = rng.uniform(1, 50, 15)
    return ((difficulty + rng.normal(1, 2, 15), difficulty),
            # With ties.
            (np.array([3.0, 9.0, 5.0, 20.0, 7.0, 6.0]), np.array([4.0, 8.0, 2.0, 19.0, 7.0, 6.0])))


EXERCISES = (
    # 2.1
    Exercise(
        name="patches_of_stride_1",
        answer=96 * 96,
        why="The corner of a patch can stand in 100 - 5 + 1 = 96 rows and 96 columns.",
        mistakes=(
            Mistake(400, "That is what stride 5 gives. Change the stride."),
            Mistake(100 * 100, "A patch must lie inside the cut: its corner cannot stand in the "
                               "last four rows or columns."),
            Mistake(95 * 95, "One too few: count the corners at 0 and at 95, both included."),
        ),
        hint="Call split_channel with stride=1 on any 100x100 image and count the centres.",
    ),
    # 2.2
    Exercise(
        name="n_parameters",
        answer=24 * 16 + 16 + 16 + 1,
        why="384 hidden weights, 16 hidden biases, 16 output weights and 1 output bias: more "
            "parameters than the 400 patches have centres.",
        mistakes=(
            Mistake(24 * 16 + 16, "Those are weights of both layers, or one layer with its biases. "
                                  "Something is still missing: every sum has a bias."),
            Mistake(24 * 16 + 16 + 16, "Nearly: the output is a sum too, and has a bias."),
            Mistake(24 * 16, "Those are the weights of the hidden layer. Go on to its biases and "
                             "to the output."),
            Mistake(24 + 16 + 1, "Those are the inputs and units. Count the connections between "
                                 "them, and a bias a unit."),
        ),
        hint="Hidden layer: one weight for each pair of input and unit, one bias a unit. Then the "
             "output.",
    ),
    # 2.3
    Exercise(
        name="first_adam_step",
        answer=1 - 1e-3,
        tolerance=2e-7,
        why="At the first step the running mean over the root of the running square is the sign of "
            "the gradient, so Adam moves by the learning rate, whatever the size of the slope.",
        mistakes=(
            Mistake(1 - 1e-3 * 500, "That is plain gradient descent: rate times gradient."),
            Mistake(1 + 1e-3, "The length is right. Adam goes down the slope, not up."),
            Mistake(1 - 500, "You left out the learning rate, and Adam divides by the size of the "
                             "gradient."),
            Mistake(1 - 1e-3 * 0.1 * 500 / (0.001 * 500 ** 2) ** 0.5,
                    "The running means start at zero and are too small at first. Use the rate "
                    "that corrects for it, in the second but last line of take_adam_step."),
        ),
        hint="Call take_adam_step with parameter 1.0, gradient 500.0, both running means 0.0 and "
             "step 1; the first of the three results is the answer.",
    ),
    # 2.4
    Exercise(
        name="two_units",
        answer=[1, -1],
        why="Of the two units one is u and the other 0 where u is positive, and the other way "
            "round where it is negative: relu(u) - relu(-u) = u. Two units make a linear model.",
        mistakes=(
            Mistake([1, 1], "That gives the size of u: its sign is lost. Try u = -3."),
            Mistake([1, 0], "That is right for positive u. Try u = -3."),
            Mistake([-1, 1], "That gives -u. Try u = 3."),
            Mistake([0.5, -0.5], "That gives half of u. Only one of the two units fires at a "
                                 "time."),
        ),
        hint="Write down both units for u = 3 and for u = -3; then choose weights that give u.",
    ),
    # 2.5
    Exercise(
        name="count_silent_units",
        answer=_count_silent,
        trials=_make_layer_trials(),
        why="A unit that is zero on every patch adds nothing, and its gradient is zero too: "
            "descent has nothing to move it by.",
        mistakes=(
            Mistake(lambda x, w, b: np.sum(np.any(x @ w + b <= 0, axis=0)),
                    "You count units that are silent on some patch. Silent means on all patches."),
            Mistake(lambda x, w, b: np.sum(np.all(x @ w <= 0, axis=0)),
                    "The bias is missing: it can make a unit fire."),
            Mistake(lambda x, w, b: np.sum(np.all(x @ w - b <= 0, axis=0)),
                    "The bias is added to the weighted sum, not taken away."),
            Mistake(lambda x, w, b: np.sum(np.all(x @ w + b == 0, axis=0)),
                    "Before the ReLU the sum of a silent unit is mostly below 0. Take the ReLU "
                    "first, or ask for <= 0."),
            Mistake(lambda x, w, b: np.sum(np.all(x @ w + b < 0, axis=0)),
                    "A unit whose sum is exactly 0 is zero as well."),
            Mistake(lambda x, w, b: np.sum(np.all(x @ w + b > 0, axis=0)),
                    "You count the units that fire for every patch."),
            Mistake(lambda x, w, b: np.sum(np.all(x @ w + b <= 0, axis=1)),
                    "You count patches. Rows are patches and columns are units: look at the axis."),
            Mistake(lambda x, w, b: np.sum(x @ w + b <= 0),
                    "You count pairs of patch and unit. First reduce over the patches."),
        ),
        hint="Make the sums (patches x units), ask which are <= 0, and keep units where all are.",
    ),
    # 2.6
    Exercise(
        name="share_won",
        answer=_share_won,
        trials=_make_pair_trials(),
        why="Both models met the same pair, so its difficulty cancels; only the order within each "
            "pair counts.",
        mistakes=(
            Mistake(lambda net, linear: np.mean(np.asarray(net) < np.asarray(linear)),
                    "That is the share the net won. A smaller error wins."),
            Mistake(lambda net, linear: np.mean(np.asarray(linear) <= np.asarray(net)),
                    "You count a tie as won. Asked is where linear has the smaller error."),
            Mistake(lambda net, linear: np.mean(np.sort(linear) < np.sort(net)),
                    "Sorting tears the pairs apart: compare the two errors of the same pair."),
            Mistake(lambda net, linear: np.sum(np.asarray(linear) < np.asarray(net)),
                    "That is how many pairs; divide by all of them for a share."),
            Mistake(lambda net, linear: 100 * np.mean(np.asarray(linear) < np.asarray(net)),
                    "That is in percent; give a fraction of 1."),
        ),
        hint="Compare the two arrays pair by pair; the mean of True and False is a share.",
    ),
)
