"""Chapter 7: answers that are right however written, and wrong ones beyond the known mistakes."""

import numpy as np


def sharpen_in_loops(row, amount):
    padded = [row[0], *row, row[-1]]
    return [value + amount * (value - sum(padded[place:place + 3]) / 3)
            for place, value in enumerate(row)]


def sharpen_padded(row, amount):
    blurred = np.convolve(np.pad(row, 1, "edge"), np.full(3, 1 / 3), "valid")
    return (1 + amount) * row - amount * blurred


def sharpen_with(blur):
    return lambda row, amount: row + amount * (row - blur(row))


def sharpen_in_place(row, amount):
    row += amount * (row - np.convolve(np.pad(row, 1, "edge"), np.full(3, 1 / 3), "valid"))
    return row


def choose_sorted(features, errors, limit):
    return next(place for place in np.argsort(features) if errors[place] <= limit)


def choose_penalised(features, errors, limit):
    return np.where(np.array(errors) <= limit, features, np.inf).argmin()


def count_in_loops(nearest, least):
    found = [cloud for cloud in nearest.tolist() if cloud >= 0]
    return len([cloud for cloud in set(found) if found.count(cloud) / len(nearest) >= least])


def count_by_bins(nearest, least):
    return int((np.bincount(nearest[nearest >= 0]) / len(nearest) >= least).sum())


RIGHT = {
    "hinge_loss": {"text": "0.65", "array": np.array([0.65])},
    "roc_area": {"fraction": 19 / 24, "two decimals": 0.79, "three": 0.792},
    "largest_stretch": {"two decimals": 2.83, "root": 8 ** 0.5, "text": "2.828"},
    "sharpen_row": {"loops": sharpen_in_loops, "padded": sharpen_padded},
    "choose_fill": {"sorted": choose_sorted, "penalised": choose_penalised,
                    "float": lambda *given: float(choose_sorted(*given))},
    "count_modes": {"loops": count_in_loops, "bins": count_by_bins,
                    "float": lambda *given: float(count_in_loops(*given))},
}

WRONG = {
    "hinge_loss": {"logistic": 0.62, "negative": -0.65, "three quarters": 0.75, "rounded": 1},
    "roc_area": {"rounded": 0.8, "half": 0.5, "of twelve": 0.67},
    "largest_stretch": {"product": 4.24, "determinant": -4, "trace": 1, "one decimal": 2.8},
    "sharpen_row": {
        "two neighbours alone": sharpen_with(
            lambda row: (np.pad(row, 1, "edge")[:-2] + np.pad(row, 1, "edge")[2:]) / 2),
        "mean of all": sharpen_with(np.mean),
        "mirrored ends": sharpen_with(
            lambda row: np.convolve(np.pad(row, 1, "reflect"), np.full(3, 1 / 3), "valid")),
        "round the ends": sharpen_with(
            lambda row: (np.roll(row, 1) + row + np.roll(row, -1)) / 3),
        "clipped": lambda row, amount: np.clip(sharpen_padded(row, amount), 0, 1),
        "squared": lambda row, amount: sharpen_padded(row, amount ** 2),
        "ends kept": lambda row, amount: np.concatenate(
            [row[:1], sharpen_padded(row, amount)[1:-1], row[-1:]]),
        "in place": sharpen_in_place},
    "choose_fill": {
        "least sum": lambda features, errors, limit: int(np.argmin(np.add(features, errors))),
        "least product": lambda features, errors, limit: int(
            np.argmin(np.multiply(features, errors))),
        "nearest to the limit": lambda features, errors, limit: int(
            np.argmin(np.abs(np.subtract(errors, limit)))),
        "most": lambda features, errors, limit: int(np.where(
            np.array(errors) <= limit, features, -np.inf).argmax()),
        "first allowed": lambda features, errors, limit: next(
            place for place, error in enumerate(errors) if error <= limit),
        "from 1": lambda *given: choose_sorted(*given) + 1,
        "error": lambda features, errors, limit: errors[choose_sorted(features, errors, limit)]},
    "count_modes": {
        "share of clouds": lambda nearest, least: count_in_loops(nearest, least) / len(nearest),
        "points": lambda nearest, least: int((nearest >= 0).sum()),
        "largest": lambda nearest, least: int(np.bincount(nearest[nearest >= 0]).max()),
        "without the first": lambda nearest, least: int(
            (np.bincount(nearest[nearest > 0]) / len(nearest) >= least).sum())
        if (nearest > 0).any() else 0,
        "list": lambda nearest, least: np.bincount(nearest[nearest >= 0]) / len(nearest) >= least,
        "halved": lambda nearest, least: count_in_loops(nearest, least / 2)},
}

HINTS = {
    "hinge_loss": [("1.3", "the mean of each pair"), (-0.6, "the loss there is 0")],
    "roc_area": [(0.75, "one half"), (0.83, "not as a whole")],
    "largest_stretch": [(4, "How long was it before"), (3.16, "all squared weights")],
    "sharpen_row": [(lambda row, amount: amount * (row - np.convolve(
        np.pad(row, 1, "edge"), np.full(3, 1 / 3), "valid")), "Add it to the row")],
    "choose_fill": [(lambda features, errors, limit: features.index(min(features)),
                     "Look at the limit first")],
    "count_modes": [(lambda nearest, least: len({*nearest.tolist()} - {-1}), "stray points")],
}
