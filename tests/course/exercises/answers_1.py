"""Chapter 1: answers that are right however written, and wrong ones beyond the known mistakes."""

import cv2
import numpy as np

from inpaint_lib.models.moments import find_eigenvalues, make_hessian

KERNEL = np.array([[-1, 2, -1], [2, 0, 2], [-1, 2, -1]]) / 4


def guess(patch):
    return (KERNEL * patch).sum()


def guess_in_words(patch):
    (a, top, b), (left, _, right), (c, bottom, d) = np.asarray(patch).tolist()
    return (top + left + right + bottom) / 2 - (a + b + c + d) / 4


def guess_in_place(patch):
    patch[1, 1] = guess(patch)
    return patch[1, 1]


def split_in_loops(photo):
    tables = ([], [], [])
    for row in photo.tolist():
        for channel, table in enumerate(tables):
            table.append([pixel[channel] for pixel in row])
    return tables


RIGHT = {
    "three_guesses": {"one decimal": [68.1, 69.5, 72.3], "cut to even": [68.1, 69.5, 72.2],
                      "two decimals": [68.13, 69.5, 72.25], "text": ["68.125", "69.5", "72.25"],
                      "array": np.array([68.125, 69.5, 72.25], np.float32)},
    "loss_of_the_paper": {"two decimals": 3.93, "three decimals": 3.927, "text": "3.927",
                          "float32": np.float32(1.9817) ** 2},
    "noise_gain": {"fraction": 5 / 4, "text": " 1.25 ", "sum": np.sum(KERNEL ** 2)},
    "exact_surfaces": {"tuple": (True, True, False, False), "array": np.array([1, 1, 0, 0]) == 1,
                       "text": ["True", "True", "False", "False"], "numbers": [1, 1, 0, 0],
                       "lower case": ["true", "true", "false", "false"]},
    "split_channels": {"moveaxis": lambda photo: np.moveaxis(photo, -1, 0),
                       "OpenCV": lambda photo: cv2.split(photo.astype(np.float32)),
                       "dsplit": lambda photo: np.dsplit(photo, 3), "loops": split_in_loops,
                       "list": lambda photo: [photo[..., channel] for channel in range(3)]},
    "predict_middle": {"kernel": guess, "plain numbers": guess_in_words,
                       "quarters": lambda patch: 0.25 * (
                           2 * patch[[0, 1, 1, 2], [1, 0, 2, 1]].sum() - patch[::2, ::2].sum()),
                       "float32": lambda patch: guess(patch.astype(np.float32))},
    "find_largest_rate": {
        "largest": lambda sums: 2 / max(find_eigenvalues(sums)),
        "norm": lambda sums: 2 / np.linalg.norm(make_hessian(sums)[0], 2),
        "NumPy": lambda sums: 2 / np.linalg.eigvalsh(make_hessian(sums)[0]).max(),
        "smallest rate": lambda sums: np.min(2 / np.abs(find_eigenvalues(sums)))},
}

WRONG = {
    "three_guesses": {"cut off": [68, 69, 72], "rounded": [68, 70, 72], "with the middle": [
        545 / 8, 278 / 4, 72], "one short": [68.1, 69.5], "mean of all": [617 / 9, 69.5, 72.25]},
    "loss_of_the_paper": {"one decimal": 3.9, "whole": 4, "doubled": 2 * 1.9817, "cut off": 3.92,
                          "text": "four"},
    "noise_gain": {"with the middle": 2.25, "sides alone": 1.0, "rounded": 1.2, "whole": 1,
                   "of eight": 1 / 8},
    "exact_surfaces": {"all": [True] * 4, "none": [False] * 4, "one": True, "text": [
        "True", "False", "True", "False"], "other numbers": [2, 2, 0, 0], "words": ["yes"] * 4},
    "split_channels": {
        "first axis of three": lambda photo: np.array_split(photo, 3),
        "columns": lambda photo: (photo[:, 0], photo[:, 1], photo[:, 2]),
        "turned": lambda photo: photo.transpose(2, 1, 0),
        "reshaped": lambda photo: photo.reshape(3, *photo.shape[:2]),
        "green first": lambda photo: (photo[..., 1], photo[..., 0], photo[..., 2]),
        "flat": lambda photo: photo.reshape(-1, 3).T,
        "scaled": lambda photo: np.moveaxis(photo, -1, 0) / 255,
        "small bytes": lambda photo: np.moveaxis(photo, -1, 0).astype(np.int8),
        "two": lambda photo: (photo[..., 0], photo[..., 1]),
        "grey": lambda photo: (photo.mean(axis=-1),) * 3,
        "unchanged": lambda photo: photo,
        "last twice": lambda photo: (photo[..., 0], photo[..., 2], photo[..., 2])},
    "predict_middle": {
        "whole numbers": lambda patch: int(guess(patch)),
        "rounded": lambda patch: round(float(guess(patch))),
        "two divisions": lambda patch: (patch[[0, 1, 1, 2], [1, 0, 2, 1]].sum() // 2
                                        - patch[::2, ::2].sum() // 4),
        "clipped": lambda patch: np.clip(guess(patch), 0, 255),
        "size": lambda patch: abs(guess(patch)),
        "across": lambda patch: (patch[1, 0] + patch[1, 2]) / 2,
        "downwards": lambda patch: (patch[0, 1] + patch[2, 1]) / 2,
        "corners halved": lambda patch: guess(patch) - patch[::2, ::2].sum() / 4,
        "one corner twice": lambda patch: guess(patch) - (patch[0, 0] - patch[2, 2]) / 4,
        "with the middle": lambda patch: ((KERNEL + np.diag([0, 1, 0])) * patch).mean(),
        "median": np.median,
        "in bytes": lambda patch: guess(patch.astype(np.uint8).astype(np.int8)),
        "row of the sides": lambda patch: patch[1].sum() / 2 - patch[::2, ::2].sum() / 4,
        "in place": guess_in_place},
    "find_largest_rate": {
        "second": lambda sums: 2 / find_eigenvalues(sums)[1],
        "mean": lambda sums: 2 / find_eigenvalues(sums).mean(),
        "sum": lambda sums: 2 / find_eigenvalues(sums).sum(),
        "fastest": lambda sums: 2 / find_eigenvalues(sums)[[0, -1]].sum(),
        "two fastest": lambda sums: 2 / find_eigenvalues(sums)[:2].sum(),
        "root": lambda sums: 2 / np.sqrt(find_eigenvalues(sums)[0]),
        "four": lambda sums: 4 / find_eigenvalues(sums)[0],
        "of the sums": lambda sums: 2 / np.linalg.eigvalsh(sums)[-1],
        "largest sum": lambda sums: 2 / sums.max(),
        "trace": lambda sums: 2 / np.trace(sums),
        "safe": lambda sums: 1.99 / find_eigenvalues(sums)[0],
        "of the paper": lambda sums: 1e-5,
        "nothing": lambda sums: 0.0},
}

HINTS = {
    "loss_of_the_paper": ((0, "undo the root"),),
    "noise_gain": ((1, "four squares alone"), (1.12, "standard deviation")),
    "exact_surfaces": ((["False", "False", "True", "True"], "Swap True and False"),
                       ([True, ..., False, ...], "Dots")),
    "three_guesses": (([68.125, ..., ...], "Dots"), ([60.6, 69.5, 72.3], "divides by nine"),
                      (["68.125", "69.5", ""], "Dots")),
    "split_channels": ((lambda photo: (photo[..., 0], ..., ...), "Dots"),),
    "predict_middle": ((lambda patch: guess(patch) // 1, "//"),),
}
