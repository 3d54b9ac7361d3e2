"""Exercises of chapter 6, `Holes anywhere`."""

import numpy as np

from inpaint_lib.course.exercises.checking import Exercise, Mistake


def _join(image, mask):
    return np.concatenate([image, mask[..., np.newaxis]], axis=-1)


def _add_mask(image, mask):
    return _join(np.where(mask[..., np.newaxis], 0, image), mask)


def _invert_mask(image, mask):
    return _join(np.where(mask[..., np.newaxis], 0, image), ~mask)


def _keep_surest(doubt, keep):
    return np.argsort(doubt, kind="stable")[:int(np.ceil(keep * len(doubt)))]


def _share(likeness, sharpness):
    powers = np.exp(sharpness * likeness)
    return powers / powers.sum()


def _mix_patches(likeness, patches, sharpness):
    return _share(likeness, sharpness) @ patches


def _make_mask_trials():
    rng = np.random.default_rng(0)
    return tuple((rng.uniform(0.1, 1, (height, width, 3)), rng.random((height, width)) < 0.4)
                 for height, width in ((4, 5), (6, 3)))


def _make_doubt_trials():
    rng = np.random.default_rng(1)
    return tuple((rng.random(count), keep) for count, keep in (
        (7, 0.5), (9, 0.25), (5, 0.01), (8, 0.5), (40, 0.25), (6, 1.0)))


def _make_patch_trials():
    rng = np.random.default_rng(2)
    return tuple((rng.uniform(-1, 1, count), rng.random((count, 6)), sharpness)
                 for count, sharpness in ((5, 3.0), (4, 10.0)))


EXERCISES = (
    # 6.1
    Exercise(
        name="count_places",
        answer=109 * 81,
        why="The rectangle's first row may be any from 0 to 108, and its first column any from 0 "
            "to 80.",
        mistakes=(
            Mistake(108 * 80, "Nearly. From row 0 to row 108, how many rows is that?"),
            Mistake(109 * 80, "Nearly. From column 0 to column 80, how many columns is that?"),
            Mistake(108 * 81, "Nearly. Rows 0 and 108 both count."),
            Mistake(128 ** 2, "A rectangle that begins in the last row does not fit."),
            Mistake(6 * 2, "Those are the rectangles of a grid that do not overlap. Any pixel may "
                           "be the first."),
            Mistake(109, "That many rows. Now the columns as well."),
            Mistake(109 + 81, "Each of the rows goes with each of the columns. Is that a sum?"),
        ),
        hint="In which rows may the rectangle's top left pixel lie, and in which columns?",
    ),
    # 6.2
    Exercise(
        name="partial_value",
        answer=0.5,
        decimals=2,
        why="The weighted sum of the known is 1.5 / 9. Nine weights over three known pixels is 3, "
            "and the product is the mean of the known.",
        mistakes=(
            Mistake(1.5 / 9, "That is what a plain convolution gives, with black for what is "
                             "missing."),
            Mistake(1.5, "That is the sum of the values. Each has a weight of 1/9."),
            Mistake(1.5 / 9 * 3 / 9, "The scale is the other way round: the fewer are known, the "
                                     "more each must count."),
            Mistake(1.5 / 9 * 9 / 6, "Divide by the number of known pixels, not of missing ones."),
        ),
        hint="Sum what is known with its weights, then times nine over the number of known.",
    ),
    # 6.3
    Exercise(
        name="closing_layers",
        answer=16,
        why="Each layer makes known what touches a known place: the hole loses one pixel on every "
            "side, two in its width.",
        mistakes=(
            Mistake(32, "The hole closes from both sides at once."),
            Mistake(15, "After 15 layers it is still 2 pixels wide."),
            Mistake(11, "A stencil of 3 takes one pixel from each side, not three from the width."),
            Mistake(8, "That would be so for 5x5 stencils."),
            Mistake(1, "One layer makes known only what touches the rim."),
        ),
        hint="How wide is the hole after one layer?",
    ),
    # 6.4
    Exercise(
        name="add_mask",
        answer=_add_mask,
        trials=_make_mask_trials(),
        why="The painted picture alone does not say what is missing; the fourth channel does.",
        mistakes=(
            Mistake(_invert_mask, "The last channel is upside down: 1 is missing, 0 is known."),
            Mistake(_join, "What lies under the hole is still there. Paint it black first."),
            Mistake(lambda image, mask: np.where(mask[..., np.newaxis], 0, image),
                    "That is the painted picture. The mask is to be its fourth channel."),
            Mistake(lambda image, mask: np.roll(_add_mask(image, mask), 1, axis=-1),
                    "The colours come first, the mask last."),
            Mistake(lambda image, mask: _add_mask(image, ~mask),
                    "You painted the known pixels and kept the hole. True is missing."),
            Mistake(lambda image, mask: _join(np.where(mask[..., np.newaxis], image, 0), mask),
                    "The mask is right. But you kept the hole and painted what is known."),
            Mistake(lambda image, mask: _join(np.where(mask[..., np.newaxis], 1, image), mask),
                    "The hole is white there. Black is 0."),
            Mistake(lambda image, mask: _add_mask(image, mask) * [1, 1, 1, 255],
                    "The mask is 1 where a pixel is missing, not 255."),
        ),
        hint="np.where with mask[..., np.newaxis], then np.concatenate along the last axis.",
    ),
    # 6.5
    Exercise(
        name="keep_surest",
        answer=_keep_surest,
        trials=_make_doubt_trials(),
        why="The smallest doubt comes first, and rounding up keeps at least one pixel a round.",
        mistakes=(
            Mistake(lambda doubt, keep: np.argsort(-doubt)[:int(np.ceil(keep * len(doubt)))],
                    "Those are the pixels with the largest doubt."),
            Mistake(lambda doubt, keep: np.argsort(doubt)[:int(keep * len(doubt))],
                    "Round up. With few pixels your round may keep none, and never ends."),
            Mistake(lambda doubt, keep: np.argsort(doubt)[:max(1, int(keep * len(doubt)))],
                    "One at least is kept. But round up everywhere: half of 7 are 4."),
            Mistake(lambda doubt, keep: np.argsort(doubt)[:round(keep * len(doubt))],
                    "Round up, not to the nearest: a quarter of 9 are 3."),
            Mistake(lambda doubt, keep: np.argsort(doubt)[:max(1, round(keep * len(doubt)))],
                    "One at least is kept. But round up everywhere: a quarter of 9 are 3."),
            Mistake(lambda doubt, keep: np.argsort(doubt)[:int(keep * len(doubt)) + 1],
                    "Where the share is a whole number of pixels, that is one too many."),
            Mistake(lambda doubt, keep: np.sort(_keep_surest(doubt, keep)),
                    "Those are the right pixels. The surest is to come first."),
            Mistake(lambda doubt, keep: np.flatnonzero(doubt <= keep),
                    "keep is a share of the pixels, not a limit for their doubt."),
            Mistake(lambda doubt, keep: np.sort(doubt)[:int(np.ceil(keep * len(doubt)))],
                    "Those are the doubts themselves. Asked are the places where they stand."),
            Mistake(lambda doubt, keep: np.argsort(doubt, kind="stable"),
                    "Those are all the pixels, the surest first. Only a share of them is kept."),
        ),
        hint="np.argsort gives the indices from the smallest doubt to the largest.",
    ),
    # 6.6
    Exercise(
        name="mix_patches",
        answer=_mix_patches,
        trials=_make_patch_trials(),
        why="The softmax turns likeness into shares that sum to 1; the patches are mixed by them.",
        mistakes=(
            Mistake(lambda likeness, patches, sharpness: np.exp(sharpness * likeness) @ patches,
                    "Your weights are positive and do not sum to 1."),
            Mistake(lambda likeness, patches, sharpness: patches[likeness.argmax()],
                    "That is the most alike patch alone, the limit of endless sharpness."),
            Mistake(lambda likeness, patches, sharpness: _mix_patches(likeness, patches, 1.0),
                    "Where does the sharpness go in?"),
            Mistake(lambda likeness, patches, sharpness: patches.mean(axis=0),
                    "All patches count alike there. Weigh them by their likeness."),
            Mistake(lambda likeness, patches, sharpness: (
                        sharpness * likeness @ patches / (sharpness * likeness).sum()),
                    "A likeness can be negative, and a weight may not. Take the exponential."),
            Mistake(lambda likeness, patches, sharpness: _share(likeness, sharpness),
                    "Those are the weights. Now mix the patches with them."),
        ),
        hint="The exponential of sharpness times likeness, over its sum, times the patches.",
    ),
    # 6.7
    Exercise(
        name="half_megabytes",
        answer=973_483 * 2 / 1e6,
        decimals=2,
        why="Two bytes a parameter; the file holds the layers' description besides.",
        mistakes=(
            Mistake(973_483 * 4 / 1e6, "That is with 32 bits a parameter."),
            Mistake(973_483 * 16 / 1e6, "Sixteen bits, not sixteen bytes."),
            Mistake(973_483 * 2, "Those are bytes. Asked are millions of them."),
            Mistake(973_483 / 1e6, "Sixteen bits are two bytes."),
            Mistake(973_483 * 2 / 2 ** 20, "That is in units of 2 ** 20 bytes. Asked are units of "
                                           "a million."),
        ),
        hint="How many bytes are 16 bits?",
    ),
)
