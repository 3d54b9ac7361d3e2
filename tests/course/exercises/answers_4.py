"""Chapter 4: answers that are right however written, and wrong ones beyond the known mistakes."""

import numpy as np


def stop_early(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best == patience:
            break
    return best + 1


def keep_last_valley(losses):
    ends = [np.inf, *losses, np.inf]
    return max(epoch for epoch in range(1, len(losses) + 1)
               if ends[epoch - 1] > ends[epoch] < ends[epoch + 1])


def keep_in_loop(losses):
    best = 1
    for epoch, loss in enumerate(losses.tolist(), start=1):
        if loss < losses[best - 1]:
            best = epoch
    return best


def keep_in_place(losses):
    first = losses[0]
    losses.sort()
    return 1 if losses[0] == first else 2


def sort_in_place(errors):
    order = np.argsort(errors)
    errors.sort()
    return [order[0], order[len(errors) // 2], order[-1]]


def find_nearest(errors, value):
    return np.argmin(np.abs(errors - value))


def choose(errors, middle):
    return [np.argmin(errors), middle, np.argmax(errors)]


def centre(box):
    return box - box.mean()


def slope(fill, truth):
    return (centre(fill) * centre(truth)).sum() / (centre(truth) ** 2).sum()


RIGHT = {
    "deepest_pixel": {"half": 48 / 2, "text": "24", "array": np.array([24])},
    "gain_in_decibels": {"one decimal": 5.2, "two decimals": 5.23, "text": "5.2",
                         "three decimals": 5.229, "float32": np.float32(5.2287874)},
    "choose_epoch": {
        "loop": keep_in_loop, "list": lambda losses: list(losses).index(min(losses)) + 1,
        "key": lambda losses: min(range(len(losses)), key=losses.__getitem__) + 1,
        "sorted": lambda losses: float(np.argsort(losses)[0] + 1),
        "array": lambda losses: np.flatnonzero(losses == losses.min()) + 1},
    "best_grey": {"sum": 0.75 * 0.9 + 0.25 * 0.1, "text": "0.7", "list": [0.7]},
    "which_uses_far": {"list": ["C"], "lower case": "c", "stop": "C.", "brackets": "(C)",
                       "set": {"C"}, "colon": "C:", "quoted": '"C"', "array": np.array(["C"])},
    "choose_by_rule": {
        "array": lambda errors: np.argsort(errors)[[0, len(errors) // 2, -1]],
        "plain": lambda errors: [sorted(range(len(errors)), key=errors.__getitem__)[place]
                                 for place in (0, len(errors) // 2, len(errors) - 1)],
        "list": lambda errors: tuple(errors.tolist().index(part) for part in (
            min(errors), sorted(errors)[len(errors) // 2], max(errors))),
        "partition": lambda errors: choose(
            errors, np.argpartition(errors, len(errors) // 2)[len(errors) // 2])},
    "measure_contrast": {
        "spread": lambda fill, truth: np.std(fill) / np.std(truth),
        "samples": lambda fill, truth: fill.std(ddof=1) / truth.std(ddof=1),
        "range": lambda fill, truth: np.ptp(fill) / np.ptp(truth),
        "quartiles": lambda fill, truth: (
            np.subtract(*np.percentile(fill, [75, 25])) / np.subtract(
                *np.percentile(truth, [75, 25]))),
        "mean distance": lambda fill, truth: (
            np.abs(centre(fill)).mean() / np.abs(centre(truth)).mean()),
        "root of variances": lambda fill, truth: np.sqrt(fill.var() / truth.var()),
        "lengths": lambda fill, truth: (
            np.linalg.norm(centre(fill)) / np.linalg.norm(centre(truth)))},
}

WRONG = {
    "deepest_pixel": {"diagonal": 24 * 2 ** 0.5, "between": 24.5, "area": 24 * 24, "none": 0},
    "gain_in_decibels": {"whole": 5, "cut off": 5.22, "wrong decimal": 5.25, "of 0.7": 1.549,
                         "base 2": 17.37},
    "choose_epoch": {
        "patience 2": lambda losses: stop_early(losses, 2),
        "patience 3": lambda losses: stop_early(losses, 3),
        "patience 5": lambda losses: stop_early(losses, 5),
        "last valley": keep_last_valley,
        "one too many": lambda losses: np.argmin(losses) + 2,
        "never the last": lambda losses: np.argmin(losses[:-1]) + 1,
        "never the first": lambda losses: np.argmin(losses[1:]) + 2,
        "rounded": lambda losses: np.argmin(np.round(losses, 2)) + 1,
        "steepest": lambda losses: np.argmin(np.diff(losses)) + 2,
        "from the end": lambda losses: np.argmin(losses[::-1]) + 1,
        "nearest to the mean": lambda losses: find_nearest(losses, losses.mean()) + 1,
        "smoothed": lambda losses: np.argmin(np.convolve(losses, [1 / 3] * 3, "same")) + 1,
        "below 0.03": lambda losses: np.argmax(losses <= 0.03) + 1,
        "first": lambda losses: 1,
        "in place": keep_in_place},
    "best_grey": {"median": 0.9, "rounded": 1, "sum": 1.0, "in bytes": 178.5},
    "which_uses_far": {"all": "ABC", "first two": ["A", "B"], "lists": ["B", "C"], "none": "-",
                       "word": "network", "number": 3},
    "choose_by_rule": {
        "lower middle": lambda errors: choose(
            errors, np.argsort(errors)[(len(errors) - 1) // 2]),
        "half rounded": lambda errors: choose(
            errors, np.argsort(errors)[round(len(errors) / 2) - 1]),
        "nearest to the mean": lambda errors: choose(errors, find_nearest(errors, errors.mean())),
        "nearest to the midrange": lambda errors: choose(
            errors, find_nearest(errors, (errors.min() + errors.max()) / 2)),
        "nearest to the median": lambda errors: choose(
            errors, find_nearest(errors, np.median(errors))),
        "one further": lambda errors: choose(
            errors, np.argsort(errors)[min(len(errors) // 2 + 1, len(errors) - 1)]),
        "one before": lambda errors: choose(errors, np.argsort(errors)[len(errors) // 2 - 1]),
        "ranks": lambda errors: np.argsort(np.argsort(errors))[[0, len(errors) // 2, -1]],
        "last but one": lambda errors: [*choose(
            errors, np.argsort(errors)[len(errors) // 2])[:2], np.argsort(errors)[-2]],
        "second": lambda errors: np.argsort(errors)[[1, len(errors) // 2, -1]],
        "places": lambda errors: [0, len(errors) // 2, len(errors) - 1],
        "from 1": lambda errors: np.argsort(errors)[[0, len(errors) // 2, -1]] + 1,
        "in rising rows": lambda errors: sorted(np.argsort(errors)[[0, len(errors) // 2, -1]]),
        "in place": sort_in_place},
    "measure_contrast": {
        "slope": slope,
        "size": lambda fill, truth: np.linalg.norm(fill) / np.linalg.norm(truth),
        "brightest": lambda fill, truth: fill.max() / truth.max(),
        "darkest": lambda fill, truth: fill.min() / truth.min(),
        "difference": lambda fill, truth: fill.std() - truth.std(),
        "one less the distance": lambda fill, truth: 1 - np.abs(fill - truth).mean(),
        "of neighbours": lambda fill, truth: (
            np.abs(np.diff(fill)).mean() / np.abs(np.diff(truth)).mean()),
        "column by column": lambda fill, truth: fill.std(axis=0) / truth.std(axis=0),
        "mean of columns": lambda fill, truth: fill.std(axis=0).mean() / truth.std(axis=0).mean(),
        "over the brightness": lambda fill, truth: (
            fill.std() / fill.mean() / (truth.std() / truth.mean())),
        "of Michelson": lambda fill, truth: (
            np.ptp(fill) / (fill.max() + fill.min()) * (truth.max() + truth.min())
            / np.ptp(truth)),
        "fill alone": lambda fill, truth: fill.std(),
        "root": lambda fill, truth: np.sqrt(fill.std() / truth.std()),
        "half or more": lambda fill, truth: max(0.5, fill.std() / truth.std()),
        "rounded": lambda fill, truth: round(fill.std() / truth.std(), 1)},
}

HINTS = {
    "deepest_pixel": ((7, "48 rows"),),
    "gain_in_decibels": ((3.3, "ratio of the errors"), (-5.2, "smaller error is a higher")),
    "which_uses_far": ((["B", "C"], "In one of the two"), ("CB", "In one of the two"),
                       ("B and C", "In one of the two"), ("A, B, C", "Two of them"),
                       ("b.", "It looks there"), ("A", "can be misled"),
                       ("C and A", "only misled")),
    "choose_epoch": ((lambda losses: stop_early(losses, 1), "first time the loss rises"),
                     (lambda losses: stop_early(losses, 2), "all epochs"),
                     (keep_last_valley, "np.argmin")),
    "choose_by_rule": ((lambda errors: choose(errors, np.argsort(errors)[
        (len(errors) - 1) // 2]), "even"),),
}
