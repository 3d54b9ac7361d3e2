"""Chapter 0: answers that are right however written, and wrong ones beyond the known mistakes."""

import math
import statistics
from fractions import Fraction

import cv2
import numpy as np
from scipy import ndimage

from inpaint_lib.fills import fill_mean, find_ring
from inpaint_lib.metrics import measure_psnr


def square(fill, truth, mask):
    return (fill - truth)[mask] ** 2


def score_in_loops(fill, truth, mask):
    total, count = 0.0, 0
    for row, column in zip(*np.nonzero(mask)):
        for one, other in zip(fill[row, column], truth[row, column]):
            total, count = total + (one - other) ** 2, count + 1
    return total / count


def score_in_place(fill, truth, mask):
    fill -= truth
    return (fill[mask] ** 2).mean()


def score_box(fill, truth, mask):
    box = np.ix_(mask.any(axis=1), mask.any(axis=0))
    return ((fill[box] - truth[box]) ** 2).mean()


def paint(image, mask, colour):
    filled = image.copy()
    filled[mask] = colour
    return filled


def fill_in_loops(image, mask):
    filled, rows, columns = np.array(image), *mask.shape
    ring = {(r + i, c + j) for r, c in zip(*np.nonzero(mask)) for i in (-1, 0, 1)
            for j in (-1, 0, 1) if 0 <= r + i < rows and 0 <= c + j < columns}
    known = [image[place] for place in ring if not mask[place]]
    for place in zip(*np.nonzero(mask)):
        filled[place] = sum(known) / len(known)
    return filled


def fill_with_opencv(image, mask):
    wide = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    colour = np.array([image[..., channel][wide & ~mask].mean() for channel in range(3)])
    return np.where(mask[..., None], colour, image)


def fill_by_rolling(image, mask):
    wide = np.any([np.roll(mask, (i, j), axis=(0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)],
                  axis=0)
    return paint(image, mask, image[wide & ~mask].mean(axis=0))


def fill_in_place(image, mask):
    image[mask] = image[find_ring(mask)].mean(axis=0)
    return image


def fill_first_channel(image, mask):
    filled = image.copy()
    filled[mask, 0] = image[find_ring(mask), 0].mean()
    return filled


def ring_of_box(mask):
    box = np.outer(mask.any(axis=1), mask.any(axis=0))
    return find_ring(box) & ~mask


def pool_sorted(mses):
    mses.sort()
    return measure_psnr(np.mean(mses))


RIGHT = {
    "share_missing": {"four decimals": 0.0156, "three decimals": 0.016, "quotient": 1 / 64,
                      "text": "0.015625", "five decimals": 0.01563, "fraction": Fraction(1, 64)},
    "byte_difference": {"byte": np.uint8(254), "text": "254", "array": np.array([254])},
    "flattering_gain": {"one decimal": 19.0, "whole": 19, "two decimals": 18.96,
                        "three decimals": 18.959, "text": "19.0",
                        "with the gain rounded": 31.0 - 12.04},
    "score_inside": {
        "loops": score_in_loops,
        "masked array": lambda fill, truth, mask: np.ma.array(
            (fill - truth) ** 2, mask=np.repeat(~mask[..., None], fill.shape[2], 2)).mean(),
        "counted": lambda fill, truth, mask: square(fill, truth, mask).sum() / (
            mask.sum() * fill.shape[2]),
        "float32": lambda fill, truth, mask: square(
            fill.astype(np.float32), truth.astype(np.float32), mask).mean(),
        "plain float": lambda fill, truth, mask: float(np.mean(square(fill, truth, mask)))},
    "fill_with_mean": {"loops": fill_in_loops, "OpenCV": fill_with_opencv, "library": fill_mean,
                       "lists": lambda image, mask: fill_in_loops(image, mask).tolist()},
    "pooled_psnr": {
        "math": lambda mses: 10 * math.log10(1 / (sum(mses) / len(mses))),
        "minus": lambda mses: -10 * np.log10(np.array(mses).mean()),
        "statistics": lambda mses: 20 * math.log10(1 / math.sqrt(statistics.fmean(mses)))},
}

WRONG = {
    "share_missing": {"missing over known": 1 / 63, "so rounded": 0.0159, "cut off": 0.015,
                      "two decimals": 0.02, "nothing": 0},
    "byte_difference": {"off by one": 253, "nearly": 254.4, "truth": True},
    "flattering_gain": {"cut off": 18.9, "wrong decimal": 18.93, "no decimal of its own": 18.5,
                        "in 255ths": 31 - 20 * np.log10(255), "sides and root": 12.0},
    "score_inside": {
        "median": lambda fill, truth, mask: np.median(square(fill, truth, mask)),
        "largest": lambda fill, truth, mask: square(fill, truth, mask).max(),
        "one channel": lambda fill, truth, mask: square(fill, truth, mask)[:, 0].mean(),
        "three channels always": lambda fill, truth, mask: square(fill, truth, mask).sum() / (
            3 * mask.sum()),
        "one less": lambda fill, truth, mask: square(fill, truth, mask).sum() / (
            mask.sum() * fill.shape[2] - 1),
        "signed": lambda fill, truth, mask: (fill - truth)[mask].mean(),
        "box": score_box,
        "over all pixels": lambda fill, truth, mask: square(fill, truth, mask).sum() / fill.size,
        "length": lambda fill, truth, mask: np.sqrt(square(fill, truth, mask).sum(-1)).mean(),
        "squares": lambda fill, truth, mask: (fill ** 2 - truth ** 2)[mask].mean(),
        "whole score over the share": lambda fill, truth, mask: (
            ((fill - truth) ** 2).mean() / mask.mean()),
        "rounded": lambda fill, truth, mask: round(square(fill, truth, mask).mean(), 2),
        "whole numbers": lambda fill, truth, mask: square(
            (255 * fill).astype(int), (255 * truth).astype(int), mask).mean(),
        "in place": score_in_place},
    "fill_with_mean": {
        "wide ring": lambda image, mask: paint(image, mask, image[ndimage.binary_dilation(
            mask, np.ones((5, 5))) & ~mask].mean(axis=0)),
        "median": lambda image, mask: paint(
            image, mask, np.median(image[find_ring(mask)], axis=0)),
        "midrange": lambda image, mask: paint(image, mask, (
            image[find_ring(mask)].max(axis=0) + image[find_ring(mask)].min(axis=0)) / 2),
        "ring painted too": lambda image, mask: paint(
            image, mask | find_ring(mask), image[find_ring(mask)].mean(axis=0)),
        "in place": fill_in_place,
        "unchanged": lambda image, mask: image,
        "one channel": fill_first_channel,
        "round the border": fill_by_rolling,
        "ring of the box": lambda image, mask: paint(
            image, mask, image[ring_of_box(mask)].mean(axis=0)),
        "sum": lambda image, mask: paint(image, mask, image[find_ring(mask)].sum(axis=0)),
        "rounded": lambda image, mask: paint(
            image, mask, image[find_ring(mask)].mean(axis=0).round(1)),
        "wrong axis": lambda image, mask: paint(
            image, mask, np.resize(image[find_ring(mask)].mean(axis=1), 3))},
    "pooled_psnr": {
        "median": lambda mses: measure_psnr(np.median(mses)),
        "midrange": lambda mses: measure_psnr((max(mses) + min(mses)) / 2),
        "largest": lambda mses: measure_psnr(max(mses)),
        "smallest": lambda mses: measure_psnr(min(mses)),
        "first": lambda mses: measure_psnr(mses[0]),
        "ends": lambda mses: measure_psnr((mses[0] + mses[-1]) / 2),
        "one less": lambda mses: measure_psnr(sum(mses) / (len(mses) - 1)),
        "each once": lambda mses: measure_psnr(np.mean(list(set(mses)))),
        "root mean square": lambda mses: measure_psnr(np.sqrt(np.mean(np.square(mses)))),
        "of bytes": lambda mses: 10 * np.log10(255 ** 2 / np.mean(mses)),
        "two": lambda mses: measure_psnr(sum(mses) / 2),
        "rounded": lambda mses: round(measure_psnr(np.mean(mses)), 1),
        "mean only": np.mean,
        "base 2": lambda mses: 10 * np.log2(1 / np.mean(mses)),
        "sorted in place": pool_sorted},
}

HINTS = {
    "flattering_gain": ((25.0, "ratio of the sides"), (6.9, "20 would be")),
    "score_inside": (
        (lambda fill, truth, mask: square(fill, truth, mask).sum() / mask.sum(),
         "one value a channel"),),
    "fill_with_mean": (
        (lambda image, mask: paint(image, mask, image[
            ndimage.binary_dilation(mask) & ~mask].mean(axis=0)), "corner"),
        (lambda image, mask: paint(image, mask, image[ndimage.binary_dilation(
            mask, np.ones((3, 3)))].mean(axis=0)), "still in your ring"),
        (fill_in_place, "array.copy()")),
    "pooled_psnr": ((pool_sorted, "changed the list"),),
}
