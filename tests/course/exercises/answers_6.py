"""Chapter 6: answers that are right however written, and wrong ones beyond the known mistakes."""

import math

import numpy as np
from scipy import special


def stack(image, mask):
    return np.dstack([image * ~mask[..., None], mask])


def stack_in_loops(image, mask):
    return [[[*([0, 0, 0] if missing else pixel), int(missing)]
             for pixel, missing in zip(*row)] for row in zip(image.tolist(), mask.tolist())]


def stack_zeros(image, mask, kind=float):
    four = np.zeros((*mask.shape, 4), dtype=kind)
    four[~mask, :3] = image[~mask]
    four[mask, 3] = 1
    return four


def stack_in_place(image, mask):
    image[mask] = 0
    return np.dstack([image, mask])


def stack_red(image, mask):
    four = np.dstack([image, mask])
    four[mask, 0] = 0
    return four


def keep(doubt, share):
    return np.argsort(doubt)[:math.ceil(share * len(doubt))]


def keep_in_place(doubt, share):
    order = np.argsort(doubt)
    doubt.sort()
    return order[:math.ceil(share * len(doubt))]


def mix_in_loops(likeness, patches, sharpness):
    powers = [math.exp(sharpness * one) for one in likeness]
    return [sum(power * patch[place] for power, patch in zip(powers, patches)) / sum(powers)
            for place in range(len(patches[0]))]


def mix_by(weights, patches):
    return weights @ patches / weights.sum()


def mix_in_place(likeness, patches, sharpness):
    likeness *= sharpness
    return special.softmax(likeness) @ patches


RIGHT = {
    "count_places": {"product": 8829, "text": "8829", "float": 8829.0},
    "partial_value": {"text": "0.5", "mean": np.mean([0.2, 0.4, 0.9])},
    "closing_layers": {"text": "16", "array": np.array([16])},
    "add_mask": {
        "dstack": stack, "zeros": stack_zeros, "loops": stack_in_loops,
        "float32": lambda image, mask: stack_zeros(image, mask, np.float32),
        "negative": lambda image, mask: np.concatenate(
            [image * (1 - mask[..., None]), mask[..., None].astype(float)], axis=2)},
    "keep_surest": {
        "math": keep, "list": lambda doubt, share: sorted(
            range(len(doubt)), key=doubt.__getitem__)[:math.ceil(share * len(doubt))],
        "minus": lambda doubt, share: doubt.argsort()[:int(-(-share * len(doubt) // 1))],
        "tuples": lambda doubt, share: [place for _, place in sorted(
            zip(doubt.tolist(), range(len(doubt))))][:math.ceil(share * len(doubt))]},
    "mix_patches": {
        "loops": mix_in_loops,
        "SciPy": lambda likeness, patches, sharpness: special.softmax(
            sharpness * likeness) @ patches,
        "shifted": lambda likeness, patches, sharpness: mix_by(
            np.exp(sharpness * (likeness - likeness.max())), patches),
        "average": lambda likeness, patches, sharpness: np.average(
            patches, axis=0, weights=np.exp(likeness) ** sharpness)},
    "half_megabytes": {"two decimals": 1.95, "three decimals": 1.947, "text": "1.95"},
}

WRONG = {
    "count_places": {"one more": 110 * 82, "square": 109 * 109, "inside": 107 * 79, "area": 960},
    "partial_value": {"of nine": 0.9, "middle": 0.4, "doubled": 1.0, "rounded": 1},
    "closing_layers": {"one more": 17, "float": 16.5, "diagonal": 23},
    "add_mask": {
        "channels first": lambda image, mask: np.moveaxis(stack(image, mask), -1, 0),
        "grey": lambda image, mask: np.where(mask[..., None], 0.5, stack(image, mask)),
        "mean": lambda image, mask: np.dstack(
            [np.where(mask[..., None], image[~mask].mean(axis=0), image), mask]),
        "only red black": stack_red,
        "whole numbers": lambda image, mask: stack_zeros(image, mask, int),
        "bytes": lambda image, mask: np.dstack([255 * stack(image, mask)[..., :3], mask]),
        "mask thrice": lambda image, mask: np.dstack([stack(image, mask)[..., :3], *[mask] * 3]),
        "mask multiplied": lambda image, mask: np.dstack([image, mask]) * ~mask[..., None],
        "mask all one": lambda image, mask: np.dstack(
            [stack(image, mask)[..., :3], np.ones(mask.shape)]),
        "blue first": lambda image, mask: stack(image, mask)[..., [2, 1, 0, 3]],
        "turned": lambda image, mask: stack(image, mask)[:, ::-1],
        "minus one": lambda image, mask: np.dstack([stack(image, mask)[..., :3], -1.0 * mask]),
        "picture with negative hole": lambda image, mask: np.dstack(
            [image - mask[..., None], mask]),
        "in place": stack_in_place},
    "keep_surest": {
        "one more": lambda doubt, share: np.argsort(doubt)[:math.ceil(share * len(doubt)) + 1],
        "of one less": lambda doubt, share: np.argsort(doubt)[
            :math.ceil(share * (len(doubt) - 1))],
        "surest last": lambda doubt, share: keep(doubt, share)[::-1],
        "least sure left": lambda doubt, share: np.argsort(doubt)[
            -math.ceil(share * len(doubt)):],
        "half up": lambda doubt, share: np.argsort(doubt)[:int(share * len(doubt) + 0.5)],
        "ranks": lambda doubt, share: np.argsort(np.argsort(doubt))[
            :math.ceil(share * len(doubt))],
        "share left out": lambda doubt, share: np.argsort(doubt)[
            :math.ceil((1 - share) * len(doubt))],
        "first": lambda doubt, share: np.arange(math.ceil(share * len(doubt))),
        "truths": lambda doubt, share: doubt <= np.sort(doubt)[
            math.ceil(share * len(doubt)) - 1],
        "without the surest": lambda doubt, share: np.argsort(doubt)[
            1:math.ceil(share * len(doubt)) + 1],
        "quantile": lambda doubt, share: np.flatnonzero(doubt <= np.quantile(doubt, share)),
        "sum": lambda doubt, share: np.argsort(doubt)[
            :np.searchsorted(np.cumsum(np.sort(doubt)), share * doubt.sum()) + 1],
        "half always": lambda doubt, share: np.argsort(doubt)[:math.ceil(len(doubt) / 2)],
        "from 1": lambda doubt, share: keep(doubt, share) + 1,
        "in place": keep_in_place},
    "mix_patches": {
        "least alike": lambda likeness, patches, sharpness: special.softmax(
            -sharpness * likeness) @ patches,
        "divided": lambda likeness, patches, sharpness: special.softmax(
            likeness / sharpness) @ patches,
        "over the largest": lambda likeness, patches, sharpness: np.exp(
            sharpness * (likeness - likeness.max())) @ patches,
        "base 2": lambda likeness, patches, sharpness: mix_by(
            2 ** (sharpness * likeness), patches),
        "outside the exponential": lambda likeness, patches, sharpness: mix_by(
            sharpness * np.exp(likeness), patches),
        "added": lambda likeness, patches, sharpness: mix_by(
            np.exp(sharpness + likeness), patches),
        "sharpened twice": lambda likeness, patches, sharpness: special.softmax(
            sharpness ** 2 * likeness) @ patches,
        "squared": lambda likeness, patches, sharpness: special.softmax(
            sharpness * likeness ** 2) @ patches,
        "rectified": lambda likeness, patches, sharpness: mix_by(
            np.maximum(0, likeness) ** sharpness, patches),
        "two best": lambda likeness, patches, sharpness: mix_by(
            np.exp(sharpness * np.sort(likeness)[-2:]), patches[np.argsort(likeness)[-2:]]),
        "sum not mean": lambda likeness, patches, sharpness: special.softmax(
            sharpness * likeness) @ patches * len(patches),
        "one number": lambda likeness, patches, sharpness: special.softmax(
            sharpness * likeness) @ patches.mean(axis=1),
        "each patch": lambda likeness, patches, sharpness: special.softmax(
            sharpness * likeness)[:, None] * patches,
        "median": lambda likeness, patches, sharpness: np.median(patches, axis=0),
        "sharpness of three": lambda likeness, patches, sharpness: special.softmax(
            3 * likeness) @ patches,
        "in place": mix_in_place},
    "half_megabytes": {"one decimal": 1.9, "cut off": 1.94, "whole": 2, "in 1024ths": 1.857,
                       "wrong decimal": 1.951},
}

HINTS = {
    "half_megabytes": ((3.89, "32 bits"), (15.58, "not sixteen bytes"), (1.86, "2 ** 20"),
                       (0.97, "two bytes")),
    "partial_value": ((0.17, "plain convolution"),),
    "keep_surest": ((lambda doubt, share: np.argsort(doubt)[:int(share * len(doubt) + 0.5)],
                     "not to the nearest"),),
}
