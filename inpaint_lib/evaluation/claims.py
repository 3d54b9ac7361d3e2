"""The paper's eleven claims, each judged by one small function from measured numbers.

Chapters 1, 2 and 4 judge by the same rules in plain sight, on the book's own data. Here the rules
are functions, so that `inpaint_lib.commands.replicate` can judge on any photographs.
"""

import functools
from dataclasses import dataclass

import numpy as np

from inpaint_lib.evaluation.intervals import bootstrap_mean, bootstrap_ratio
from inpaint_lib.models.moments import (descend_gradient, load_paper_moments, measure_mse,
                                        measure_rmse, solve_least_squares)
from inpaint_lib.models.patches import CORNERS, MEAN_OF_EIGHT, MEAN_OF_FOUR, SIDES

CLAIMS = {
    1: "The 3x3 model reaches a training loss of 1.9817.",
    2: "Its loss converges to 0.",
    3: "Its weights converge to the mean of the neighbours.",
    4: "The three channels are distributed alike.",
    5: "The 5x5 network reaches 3.5912 in training and 7.946, 10.499 and 18.468 on the red, green "
       "and blue of a test photo.",
    6: "The autoencoder uses the global context of the image.",
    7: "After 20 to 30 epochs the validation loss stands still, and yet the shapes get better "
       "until epoch 50.",
    8: "It completes lines and circles, sometimes an eye or a nose.",
    9: "It fails on spots and stripes, and sometimes blurs.",
    10: "Other sizes of the architecture make the result worse.",
    11: "It beats the mean of the surroundings.",
}
"""What the paper says, in the words of the page `Verdicts`."""

PAPER_PAIR = {"train": 3.5912, "red": 7.946, "green": 10.499, "blue": 18.468}
"""Root mean squared errors of the paper's 5x5 network, in grey levels; the paper, section 7.2."""

RATE, STEPS = 1e-5, 10_000
FAR = 24
"""How many pixels around the hole are near, for claim 6."""

PAINTED_CORRELATION, PAINTED_CONTRAST = 0.7, 0.8
"""An eye is painted if it has at least both, for claim 8."""

BLURRED = 0.5
"""A fill with less than this share of the truth's gradient energy is blurred."""


@dataclass(frozen=True)
class Judgement:
    """What became of one claim.

    Attributes
    ----------
    claim : int
        From 1 to 11.
    verdict : str
        One of `inpaint_lib.course.verdicts.VERDICTS`.
    evidence : str
        A sentence with the numbers that decide it.
    """

    claim: int
    verdict: str
    evidence: str


@functools.cache
def _descend():
    """Return the sums of the paper's own training patches, and the path of its descent."""
    train = load_paper_moments()["train_R"]
    path = descend_gradient(train, RATE, STEPS)
    return train, path[:, 0], path[:, 1:]


def judge_first_loss():
    """Judge claim 1 on the paper's own patches, as chapter 1 does."""
    train, bias, weights = _descend()
    mse = measure_mse(train, weights[-1], bias[-1])
    rmse = np.sqrt(mse)
    return Judgement(1, "reproduced" if abs(rmse - 1.9817) < 0.05 else "not reproduced",
                     f"On the paper's own patches the root of the mean squared error is {rmse:.3f} "
                     f"after 10,000 steps; the mean squared error itself is {mse:.3f}.")


def judge_limit_of_loss():
    """Judge claim 2 on the paper's own patches, as chapter 1 does."""
    train, bias, weights = _descend()
    best = solve_least_squares(train)
    floor = measure_rmse(train, best.weights, best.bias)
    rmse = measure_rmse(train, weights[-1], bias[-1])
    return Judgement(2, "reproduced" if floor < 0.1 else "not reproduced",
                     f"No linear model of eight neighbours gets below a root mean squared error of "
                     f"{floor:.3f} on the training patches; 10,000 steps come down to {rmse:.3f}.")


def judge_weights():
    """Judge claim 3 on the paper's own patches, as chapter 1 does."""
    _, _, weights = _descend()
    passing = np.abs(weights - MEAN_OF_FOUR).max(axis=1).argmin()
    gaps = [np.abs(weights[-1] - mean).max() for mean in (MEAN_OF_EIGHT, MEAN_OF_FOUR)]
    sides, corners = weights[-1, SIDES].mean(), weights[-1, CORNERS].mean()
    return Judgement(3, "reproduced" if min(gaps) < 0.05 else "not reproduced",
                     f"The weights pass the mean of four near step {passing} and go on: after "
                     f"10,000 steps the sides weigh {sides:+.2f} and the corners {corners:+.2f} on "
                     "average.")


def judge_channels():
    """Judge claim 4 on the paper's own test photo, as chapter 1 does."""
    _, bias, weights = _descend()
    channels = [load_paper_moments()[f"test_{letter}"] for letter in "RGB"]
    means = [sums[0, -1] / sums[0, 0] for sums in channels]
    reds = [measure_rmse(sums, weights[-1], bias[-1]) for sums in channels]
    return Judgement(4, "reproduced" if np.ptp(means) < 5 else "partly reproduced",
                     "On the test photo the mean of red, green and blue is "
                     f"{means[0]:.0f}, {means[1]:.0f} and {means[2]:.0f}: not alike. Yet one model "
                     f"errs by {reds[0]:.3f}, {reds[1]:.3f} and {reds[2]:.3f} on them.")


def judge_pairs(pairs, whose="your photos"):
    """Judge claim 5 by where the paper's four numbers lie among those of many pairs of photos.

    `pairs` holds the net's root mean squared errors, each (N,), as "train", "red", "green" and
    "blue". Reproduced in part at best: which pair the paper used is not known.
    """
    shares = [100 * np.mean(np.asarray(pairs[part]) < value) for part, value in PAPER_PAIR.items()]
    ordinary = all(5 < share < 95 for share in shares)
    low, high = np.percentile(pairs["red"], [5, 95])
    return Judgement(5, "partly reproduced" if ordinary else "not reproduced",
                     f"Over {len(pairs['red'])} pairs of {whose} the four lie at the percentiles "
                     f"{', '.join(f'{share:.0f}' for share in shares)}; the red test error alone "
                     f"runs from {low:.1f} to {high:.0f} in 90% of them.")


def judge_context(context):
    """Judge claim 6 by what happens when the far context is another image's.

    Parameters
    ----------
    context : mapping of str to array_like, (N,)
        From `inpaint_lib.commands.score.tabulate_context`.

    Returns
    -------
    Judgement
        Reproduced if the error then grows, with an interval above 1.

    Examples
    --------
    >>> table = {f"mse {change} {FAR}": [1, 2] for change in ("swapped", "covered")}
    >>> table |= {"mse": [1, 2], f"mse near swapped {FAR}": [4, 8]}
    >>> judge_context(table).verdict
    'not reproduced'
    """
    far = bootstrap_ratio(context[f"mse swapped {FAR}"], context["mse"])
    near = bootstrap_ratio(context[f"mse near swapped {FAR}"], context["mse"])
    covered = bootstrap_ratio(context[f"mse covered {FAR}"], context["mse"])
    return Judgement(6, "reproduced" if far[1] > 1 else "not reproduced",
                     f"Swapping all that is more than {FAR} pixels from the hole with another "
                     f"animal's multiplies the error by {_show(far)}, covering it with one colour "
                     f"by {_show(covered)}, and swapping all that is nearer by {near[0]:.1f}.")


def judge_late_epochs(epochs, earlier=30, later=50, whose="faces"):
    """Judge claim 7 by what the later epochs change.

    Parameters
    ----------
    epochs : mapping of str to array_like, (N,)
        From `inpaint_lib.commands.score.tabulate_epochs`.
    earlier, later : int
        The two epochs to compare.
    whose : str
        What the images show.

    Returns
    -------
    Judgement
        Reproduced if the error falls no further and yet SSIM or edges improve; in part if both
        improve.

    Examples
    --------
    >>> table = {f"mse {epoch}": [0.1, 0.2] for epoch in (30, 50)}
    >>> table |= {f"{score} 30": [0.5, 0.4] for score in ("ssim", "edges")}
    >>> table |= {f"{score} 50": [0.6, 0.5] for score in ("ssim", "edges")}
    >>> judge_late_epochs(table).verdict
    'reproduced'
    """
    mse, ssim, edges = (bootstrap_ratio(epochs[f"{score} {later}"], epochs[f"{score} {earlier}"])
                        for score in ("mse", "ssim", "edges"))
    improve, stands = max(ssim[1], edges[1]) > 1, mse[2] >= 1
    verdict = ("not reproduced" if not improve else
               "reproduced" if stands else "partly reproduced")
    return Judgement(7, verdict,
                     f"From epoch {earlier} to {later} the mean error on "
                     f"{len(epochs[f'mse {later}']):,} {whose} changes by a factor "
                     f"{_show(mse, 3)}, SSIM by {_show(ssim, 3)}, edges by {_show(edges, 3)}.")


def judge_shapes():
    """Say why claim 8 cannot be judged on photographs."""
    return Judgement(8, "not testable", "No photo says where an eye, a nose or a line lies under "
                     "the hole. The drawn faces do: make book tests this claim on 1,400 of them, "
                     "in chapter 4.")


def judge_eyes(correlation, contrast, controls, average_correlation):
    """Judge claim 8 where it is known where the eyes are: by how many of them are painted.

    Parameters
    ----------
    correlation, contrast : array_like, (n,)
        Of each eye under the hole, from `inpaint_lib.metrics.eyes.score_eyes`.
    controls : sequence of (array_like, array_like)
        The same two for fills that know nothing of this face's eyes.
    average_correlation : array_like, (n,)
        That of the mean of the fitted squares.

    Returns
    -------
    Judgement
        Reproduced if more eyes are painted than in any control, with intervals apart; in part if
        only the correlation is above that of the average square.

    Examples
    --------
    >>> eyes, none = np.ones(9), np.zeros(9)
    >>> judge_eyes(eyes, eyes, [(none, none)], none + 0.5).verdict
    'reproduced'
    """
    painted = bootstrap_mean(find_painted_eyes(correlation, contrast))
    chance = [bootstrap_mean(find_painted_eyes(*control)) for control in controls]
    above = bootstrap_ratio(correlation, average_correlation)[1] > 1
    verdict = ("reproduced" if painted[1] > max(control[2] for control in chance) else
               "partly reproduced" if above else "not reproduced")
    return Judgement(8, verdict,
                     "Light and dark of the eye are in place with a mean correlation of "
                     f"{np.mean(correlation):.2f} (the average face: "
                     f"{np.mean(average_correlation):.2f}); "
                     "{:.1%} [{:.1%}, {:.1%}] of the eyes are painted, ".format(*painted)
                     + f"{max(control[0] for control in chance):.1%} in the better control.")


def find_painted_eyes(correlation, contrast):
    """Say which eyes are painted: right in light and dark, and about as strong as the truth.

    Parameters
    ----------
    correlation, contrast : array_like, (n,)

    Returns
    -------
    numpy.ndarray of bool, (n,)

    Examples
    --------
    >>> find_painted_eyes([0.9, 0.9, 0.2], [0.9, 0.3, 0.9]).tolist()
    [True, False, False]
    """
    return ((np.asarray(correlation) >= PAINTED_CORRELATION)
            & (np.asarray(contrast) >= PAINTED_CONTRAST))


def judge_markings(mse, rival_mse, markings, sharpness):
    """Judge claim 9 where the markings are known.

    Parameters
    ----------
    mse, rival_mse : array_like, (N,)
        Error of the network and of Telea's fill.
    markings : array_like of str, (N,)
        "plain", "stripes", "spots", "rosettes" or others.
    sharpness : array_like, (N,)
        From `inpaint_lib.metrics.sharpness.compare_sharpness`.

    Returns
    -------
    Judgement
        Reproduced if, measured by Telea's fill, the network is worse on stripes, spots and
        rosettes than on plain fur, with intervals apart, and blurs; in part if only some of it.

    Examples
    --------
    >>> kinds = ["plain", "stripes", "spots", "rosettes"]
    >>> judge_markings([1, 2, 2, 2], [1, 1, 1, 1], kinds, [0.2] * 4).verdict
    'reproduced'
    """
    mse, rival_mse, markings = map(np.asarray, (mse, rival_mse, markings))
    ratios = {marking: bootstrap_ratio(mse[markings == marking], rival_mse[markings == marking])
              for marking in ("plain", "stripes", "spots", "rosettes")}
    plain, sharp = ratios.pop("plain"), bootstrap_mean(sharpness)
    worse = [marking for marking in ratios if ratios[marking][1] > plain[2]]
    blurs = sharp[2] < BLURRED
    verdict = ("reproduced" if len(worse) == len(ratios) and blurs else
               "partly reproduced" if worse or blurs else "not reproduced")
    return Judgement(9, verdict,
                     f"Its error over that of Telea's fill is {_show(plain)} on plain fur, "
                     + ", ".join(f"{_show(ratios[marking])} on {marking}" for marking in ratios)
                     + f"; its fills have {_show(sharp)} of the truth's gradient energy.")


def judge_detail(mse, rival_mse, detail, sharpness):
    """Judge claim 9 where nobody has marked spots and stripes: by how much detail the hole hides.

    `rival_mse` is the error of Telea's fill, `detail` the truth's gradient energy under the hole;
    in `sharpness` (from `inpaint_lib.metrics.sharpness.compare_sharpness`) nan is left out.
    Reproduced if, measured by Telea's fill, the network is worse on the quarter of the images with
    the most detail than on that with the least, and blurs; in part if one of the two.
    """
    mse, rival_mse, sharpness = map(np.asarray, (mse, rival_mse, sharpness))
    order, n_quarter = np.argsort(detail, kind="stable"), max(1, len(detail) // 4)
    plain, busy = (bootstrap_ratio(mse[rows], rival_mse[rows])
                   for rows in (order[:n_quarter], order[-n_quarter:]))
    sharp = bootstrap_mean(sharpness[np.isfinite(sharpness)])
    found = (busy[1] > plain[2]) + (sharp[2] < BLURRED)
    return Judgement(9, ("not reproduced", "partly reproduced", "reproduced")[found],
                     "Spots and stripes are not marked in photos, so detail stands in for them: "
                     f"on the quarter with the most under the hole its error is {_show(busy)} of "
                     f"that of Telea's fill, on the quarter with the least {_show(plain)}. Its "
                     f"fills have {_show(sharp)} of the truth's gradient energy.")


def judge_sizes(errors):
    """Judge claim 10 by the errors of other sizes over those of the paper's.

    Parameters
    ----------
    errors : dict of str to array_like, (N,)
        By size, one of them "paper": error of each image, the mean over the seeds.

    Returns
    -------
    Judgement
        Reproduced if every other size is worse with an interval above 1, in part if some are.

    Raises
    ------
    ValueError
        If there is no other size.

    Examples
    --------
    >>> judge_sizes({"paper": [1, 1], "latent 64": [2, 2], "text": [1, 1]}).verdict
    'partly reproduced'
    """
    ratios = {size: bootstrap_ratio(column, errors["paper"])
              for size, column in errors.items() if size != "paper"}
    if not ratios:
        raise ValueError("Only the paper's size was trained; there is nothing to compare.")
    n_worse = sum(ratio[1] > 1 for ratio in ratios.values())
    verdict = ("reproduced" if n_worse == len(ratios) else
               "partly reproduced" if n_worse else "not reproduced")
    worst, best = (choose(ratios, key=lambda size: ratios[size][0]) for choose in (max, min))
    return Judgement(10, verdict,
                     f"At half size, {n_worse} of {len(ratios)} other sizes have an error above "
                     "that of the paper's, with intervals above 1. The worst is "
                     f"\"{worst}\" with {_show(ratios[worst])} of it, the best \"{best}\" with "
                     f"{_show(ratios[best])}.")


def judge_rivals(mse, ring_mse, telea_mse, whose="drawn faces", side=32):
    """Judge claim 11 by the network's error over that of the mean of the ring.

    Parameters
    ----------
    mse, ring_mse, telea_mse : array_like, (N,)
        Errors of the network, the mean of the ring and Telea's fill on the same images.
    whose : str
        What the images show.
    side : int
        Of the hole, in pixels.

    Returns
    -------
    Judgement
        Reproduced if the interval lies below 1, in part if only its lower end does.

    Examples
    --------
    >>> judge_rivals([1, 1], [2, 2], [1, 1]).verdict
    'reproduced'
    """
    ring, telea = bootstrap_ratio(mse, ring_mse), bootstrap_ratio(mse, telea_mse)
    verdict = ("reproduced" if ring[2] < 1 else
               "partly reproduced" if ring[1] < 1 else "not reproduced")
    return Judgement(11, verdict,
                     f"At {side}x{side} its error is {_show(ring)} of that of the mean of the ring "
                     f"on {len(mse):,} {whose}, and {_show(telea)} of that of Telea's fill, which "
                     "the paper did not try.")


def _show(interval, digits=2):
    value, low, high = (f"{number:.{digits}f}" for number in interval)
    return f"{value} [{low}, {high}]"
