"""Exercises of chapter 0, `Images with holes`."""

import numpy as np
from scipy import ndimage

from inpaint_lib.course.exercises.checking import Exercise, Mistake
from inpaint_lib.fills.classical import find_ring
from inpaint_lib.metrics.errors import measure_psnr


def _score(fill, truth, mask):
    return ((fill - truth) ** 2)[mask].mean()


def _fill(image, colour, mask):
    filled = image.copy()
    filled[mask] = colour
    return filled


def _widen(mask, connectivity=1):
    # 1: by a side; 3, SciPy's word for more than there are: by a corner too.
    return ndimage.binary_dilation(mask, ndimage.generate_binary_structure(2, connectivity))


def _make_trials():
    rng = np.random.default_rng(seed=0)
    truth, fill = rng.random((2, 12, 10, 3))
    masks = np.zeros((2, 12, 10), dtype=bool)
    # One hole that fills no rectangle, and one at the border.
    masks[0, 4:8, 3:6], masks[0, 4:6, 3], masks[1, 9:, :2] = True, False, True
    return fill, truth, *masks


_FILL, _TRUTH, _MASK, _BORDER_MASK = _make_trials()

EXERCISES = (
    # 0.1
    Exercise(
        name="share_missing",
        answer=16 * 16 / 128 ** 2,
        decimals=3,
        why="256 of 16,384 pixels are missing, one in 64.",
        mistakes=(
            Mistake(16 / 128, "16/128 is the share of one row. Height and width both count."),
            Mistake(128 ** 2 / 16 ** 2, "That is upside down: it should be missing over all."),
            Mistake(100 * 16 * 16 / 128 ** 2, "That is in percent; give it as a fraction of 1."),
        ),
        hint="Count the missing pixels, then divide by all pixels of the picture.",
    ),
    # 0.2
    Exercise(
        name="byte_difference",
        answer=254,
        why="A byte below 0 continues from 255: 3 - 5 = -2, and -2 + 256 = 254.",
        mistakes=(
            Mistake(-2, "That is the true difference, but a byte has no sign."),
            Mistake(2, "That is the size of the difference. No absolute value is taken."),
            Mistake(255, "One too far: -1 becomes 255, and we are two below zero."),
            Mistake(0, "NumPy does not stop at 0; it goes on from the other end."),
        ),
        hint="Bytes are counted round a circle of 256 values. Go two steps back from 0.",
    ),
    # 0.3
    Exercise(
        name="flattering_gain",
        answer=31 - 10 * np.log10(16),
        decimals=1,
        why="One pixel in 16 is missing, so the whole image gained 12.0 dB.",
        mistakes=(
            Mistake(31 + 10 * np.log10(16),
                    "The score inside the hole is the worse one, so it must be lower than 31."),
            Mistake(31 - 10 * np.log10(4),
                    "That is the ratio of the sides. Pixels are counted by area."),
            Mistake(31 - 20 * np.log10(16),
                    "The factor is 10 for squared errors; 20 would be for their roots."),
            Mistake(10 * np.log10(16), "That is the gain. Now take it away from 31."),
            Mistake(31 - 10 * np.log(16), "np.log is the natural logarithm; use np.log10."),
        ),
        hint="Find the share of missing pixels, turn it into decibels, take them off 31.0.",
    ),
    # 0.4
    Exercise(
        name="score_inside",
        answer=_score,
        trials=((_FILL, _TRUTH, _MASK), (_TRUTH, _TRUTH, _MASK),
                (_FILL[..., :1], _TRUTH[..., :1], _BORDER_MASK)),
        why="Only missing pixels enter, both in the sum and in the count.",
        mistakes=(
            Mistake(lambda fill, truth, mask: ((fill - truth) ** 2).mean(),
                    "That is Bob's score: it averages over the whole picture."),
            Mistake(lambda fill, truth, mask: _score(fill, truth, ~mask),
                    "You scored the known pixels. True means missing."),
            Mistake(lambda fill, truth, mask: ((fill - truth) ** 2)[mask].sum(),
                    "That is the sum; divide by how many values there are."),
            Mistake(lambda fill, truth, mask: ((fill - truth) ** 2)[mask].sum() / mask.sum(),
                    "You divide by the pixels. Each holds one value a channel: divide by those."),
            Mistake(lambda fill, truth, mask: np.sqrt(_score(fill, truth, mask)),
                    "That is the root, RMSE. The mean squared error has no root."),
            Mistake(lambda fill, truth, mask: np.abs(fill - truth)[mask].mean(),
                    "That is the mean absolute error. Square the differences instead."),
            Mistake(lambda fill, truth, mask: (fill - truth)[mask].mean() ** 2,
                    "Square first, then average; otherwise errors of both signs cancel."),
        ),
        hint="Take the difference, square it, keep the missing pixels, average.",
    ),
    # 0.5
    Exercise(
        name="fill_with_mean",
        answer=lambda image, mask: _fill(image, image[find_ring(mask)].mean(axis=0), mask),
        trials=((_TRUTH, _MASK), (_FILL, _BORDER_MASK)),
        why="Each channel of the hole is the mean of that channel on the ring.",
        mistakes=(
            Mistake(lambda image, mask: _fill(image, image[find_ring(mask)].mean(), mask),
                    "One number for all three channels makes grey. Average with axis=0."),
            Mistake(lambda image, mask: _fill(image, image[~mask].mean(axis=0), mask),
                    "That is the mean of the whole picture; only the ring counts."),
            Mistake(lambda image, mask: _fill(image, image[mask].mean(axis=0), mask),
                    "You read the missing pixels. They are not known: use the ring."),
            Mistake(lambda image, mask: _fill(image, image[find_ring(mask)].mean(axis=0), ~mask),
                    "You painted the known pixels. True means missing."),
            Mistake(lambda image, mask: _fill(
                        image, image[_widen(mask) & ~mask].mean(axis=0), mask),
                    "Your ring lacks pixels: one that touches the hole by a corner counts too. "
                    "SciPy's dilation wants a structure of 3x3 ones for that."),
            Mistake(lambda image, mask: _fill(image, image[_widen(mask, 3)].mean(axis=0), mask),
                    "The hole is still in your ring. Take it out: & ~mask."),
            Mistake(lambda image, mask: _fill(image, image[_widen(mask)].mean(axis=0), mask),
                    "The hole is still in your ring: & ~mask takes it out. And a pixel that "
                    "touches the hole by a corner is missing from it."),
            Mistake(lambda image, mask: image[find_ring(mask)].mean(axis=0),
                    "That is the colour alone. Return the picture with the hole painted."),
        ),
        hint="Copy the picture, index the copy with the mask, and assign the ring's mean colour.",
    ),
    # 0.6
    Exercise(
        name="pooled_psnr",
        answer=lambda mses: measure_psnr(np.mean(mses)),
        # Skewed, in no order and with one twice, so that only the mean is the mean.
        trials=(([0.01, 0.0001],), ([0.001, 0.002, 0.002, 0.05, 0.009],)),
        tolerance=1e-4,
        why="The mean error comes first, then its decibels: easy pictures cannot lift it.",
        mistakes=(
            Mistake(lambda mses: np.mean([measure_psnr(mse) for mse in mses]),
                    "You averaged decibels. Average the errors first, then take the logarithm."),
            Mistake(lambda mses: -measure_psnr(np.mean(mses)),
                    "The sign is turned: a small error has a large PSNR. It is 1 over the MSE."),
            Mistake(lambda mses: 20 * np.log10(1 / np.mean(mses)),
                    "The factor is 10 for squared errors; 20 would be for their roots."),
            Mistake(lambda mses: 10 * np.log(1 / np.mean(mses)),
                    "np.log is the natural logarithm; decibels use np.log10."),
            Mistake(lambda mses: measure_psnr(np.sum(mses)),
                    "That pools by the sum. Use the mean of the errors."),
        ),
        hint="Take the mean of the errors, then 10 times the base-10 logarithm of 1 over it.",
    ),
)
