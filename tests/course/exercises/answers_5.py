"""Chapter 5: answers that are right however written, and wrong ones beyond the known mistakes."""

import numpy as np


def draw(errors, rival_errors, rows):
    return (errors - rival_errors)[rows]


def draw_in_loops(errors, rival_errors, rows):
    results = []
    for row in rows.tolist():
        results.append(sum(errors[image] for image in row) / len(row)
                       - sum(rival_errors[image] for image in row) / len(row))
    return results


def draw_each_once(errors, rival_errors, rows):
    return [np.mean((errors - rival_errors)[list(set(row))]) for row in rows.tolist()]


def draw_in_place(errors, rival_errors, rows):
    errors -= rival_errors
    return errors[rows].mean(axis=1)


def draw_counts(errors, rival_errors, rows):
    counts = np.array([np.bincount(row, minlength=len(errors)) for row in rows])
    return counts @ (errors - rival_errors) / rows.shape[1]


def spread_in_place(errors):
    errors.sort()
    return np.ptp(errors.mean(axis=1))


def spot_in_loops(grain_maps):
    best, place = float("inf"), None
    for number, grain in enumerate(grain_maps):
        for row in grain:
            for value in row:
                if value < best:
                    best, place = value, number
    return place


def spot_popping(grain_maps):
    quietest = [grain_maps.pop(0).min() for _ in range(len(grain_maps))]
    return int(np.argmin(quietest))


RIGHT = {
    "widened_level": {"two decimals": 99.96, "three decimals": 99.958, "text": "99.96",
                      "share": 100 * (1 - 0.05 / 120)},
    "draw_differences": {
        "loops": draw_in_loops, "counts": draw_counts,
        "differences first": lambda *answer: draw(*answer).mean(axis=1),
        "sum": lambda *answer: draw(*answer).sum(axis=-1) / answer[2].shape[1]},
    "seed_spread": {
        "ptp": lambda errors: np.ptp(errors.mean(axis=1)),
        "plain": lambda errors: (max(sum(row) / len(row) for row in errors.tolist())
                                 - min(sum(row) / len(row) for row in errors.tolist())),
        "sorted": lambda errors: np.diff(np.sort(errors.mean(1))[[0, -1]]),
        "pairs": lambda errors: np.abs(errors.mean(1)[:, None] - errors.mean(1)).max()},
    "clean_error": {"text": "0.03", "sum": (0.0244 - 0.0004) / 0.8, "list": [0.03]},
    "rarer_eye": {"text": "0.003", "product": 3 / 16 * 0.016},
    "needed_right": {"text": "9", "float": 9.0},
    "spot_fill": {
        "loops": spot_in_loops,
        "stack": lambda grain_maps: np.stack(grain_maps).min(axis=(1, 2)).argmin(),
        "flat": lambda grain_maps: np.argmin(grain_maps) // grain_maps[0].size,
        "key": lambda grain_maps: min(range(len(grain_maps)),
                                      key=lambda place: grain_maps[place].min())},
    "honest_sentence": {"colon": "B:", "list": ["B"], "lower case": "b", "brackets": "(B)",
                        "sentence": "B: This network is better on images of this kind.",
                        "stop": "B.", "tuple": ("B",)},
}

WRONG = {
    "widened_level": {"Sidak": 100 * 0.95 ** (1 / 120), "Sidak to three": 99.957, "cut off": 99.95,
                      "one decimal": 100.0, "share": 0.9996, "wrong decimal": 99.959},
    "draw_differences": {
        "median": lambda *answer: np.median(draw(*answer), axis=1),
        "sum": lambda *answer: draw(*answer).sum(axis=1),
        "size": lambda *answer: np.abs(draw(*answer)).mean(axis=1),
        "size of the mean": lambda *answer: np.abs(draw(*answer).mean(axis=1)),
        "one less": lambda *answer: draw(*answer).sum(axis=1) / (answer[2].shape[1] - 1),
        "each once": draw_each_once,
        "from 1": lambda errors, rival_errors, rows: draw(
            errors, rival_errors, rows - 1).mean(axis=1),
        "rival not drawn": lambda errors, rival_errors, rows: (
            errors[rows].mean(axis=1) - rival_errors.mean()),
        "first draw": lambda *answer: draw(*answer)[0].mean(),
        "sorted": lambda *answer: np.sort(draw(*answer).mean(axis=1)),
        "spread": lambda *answer: draw(*answer).std(axis=1),
        "over the draws": lambda *answer: draw(*answer).sum(axis=1) / len(answer[2]),
        "without the first image": lambda *answer: draw(*answer)[:, 1:].mean(axis=1),
        "in place": draw_in_place},
    "seed_spread": {
        "above the mean": lambda errors: errors.mean(axis=1).max() - errors.mean(),
        "first and last": lambda errors: abs(errors[0].mean() - errors[-1].mean()),
        "first and second": lambda errors: abs(errors[0].mean() - errors[1].mean()),
        "sums": lambda errors: np.ptp(errors.sum(axis=1)),
        "medians": lambda errors: np.ptp(np.median(errors, axis=1)),
        "samples": lambda errors: errors.mean(axis=1).std(ddof=1),
        "ratio": lambda errors: errors.mean(axis=1).max() / errors.mean(axis=1).min(),
        "negative": lambda errors: errors.mean(axis=1).min() - errors.mean(axis=1).max(),
        "half": lambda errors: np.ptp(errors.mean(axis=1)) / 2,
        "worst": lambda errors: errors.mean(axis=1).max(),
        "spread of columns": lambda errors: np.ptp(errors, axis=0).mean(),
        "two best": lambda errors: np.diff(np.sort(errors.mean(axis=1))[:2]),
        "two worst": lambda errors: np.diff(np.sort(errors.mean(axis=1))[-2:]),
        "one less": lambda errors: np.ptp(errors.sum(axis=1) / (errors.shape[1] - 1)),
        "never negative": lambda errors: np.ptp(np.abs(errors).mean(axis=1).round(2)),
        "sorted in place": spread_in_place},
    "clean_error": {"sum": 0.0264, "rounded": 0.02, "of a half": 0.0468, "none": 0},
    "rarer_eye": {"root": 0.003 ** 0.5, "quarter": 0.0015, "rounded": 0.0, "in all": 0.016},
    "needed_right": {"half": 9.5, "95%": 9.49, "expected": 5},
    "spot_fill": {
        "median": lambda grain_maps: np.argmin([np.median(grain) for grain in grain_maps]),
        "percentile": lambda grain_maps: np.argmin(
            [np.percentile(grain, 10) for grain in grain_maps]),
        "spread": lambda grain_maps: np.argmin([grain.std() for grain in grain_maps]),
        "largest spread": lambda grain_maps: np.argmax([grain.std() for grain in grain_maps]),
        "loudest": lambda grain_maps: np.argmin([grain.max() for grain in grain_maps]),
        "first window": lambda grain_maps: np.argmin([grain[0, 0] for grain in grain_maps]),
        "first row": lambda grain_maps: np.argmin([grain[0].min() for grain in grain_maps]),
        "last row": lambda grain_maps: np.argmin([grain[-1].min() for grain in grain_maps]),
        "without the rim": lambda grain_maps: np.argmin(
            [grain[1:-1, 1:-1].min() for grain in grain_maps]),
        "rows alone": lambda grain_maps: np.argmin([grain.mean(1).min() for grain in grain_maps]),
        "below the mean": lambda grain_maps: np.argmax(
            [grain.mean() - grain.min() for grain in grain_maps]),
        "ratio": lambda grain_maps: np.argmin(
            [grain.min() / grain.mean() for grain in grain_maps]),
        "from the end": lambda grain_maps: np.argmin(
            [grain.min() for grain in grain_maps[::-1]]),
        "count of quiet ones": lambda grain_maps: np.argmax(
            [(grain < 0.1).sum() for grain in grain_maps]),
        "never the last": lambda grain_maps: np.argmin([grain.min() for grain in grain_maps[:-1]]),
        "list used up": spot_popping},
    "honest_sentence": {"two": "BD", "list": ["A", "B"], "none": "E", "yes": True,
                        "word": "better", "sentence": "The two are equally good."},
}

HINTS = {
    "widened_level": ((100 * 0.95 ** (1 / 120), "Bonferroni"),),
    "honest_sentence": (("A: Our recipe is better.", "Trained once"), (["D"], "Something is"),
                        ("c)", "leaves out zero")),
    "spot_fill": ((spot_popping, "changed the list"),),
}
