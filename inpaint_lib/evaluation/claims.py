"""The paper's eleven claims, and those about networks, 6 to 11, each judged by a small function.

The first five, about pixels, are judged in `inpaint_lib.evaluation.pixel_claims`.

Chapters 1, 2 and 4 judge by the same rules in plain sight, on the book's own data. Here the rules
are functions, so that `inpaint_lib.commands.replicate` can judge on any photographs.
"""

from dataclasses import dataclass

import numpy as np

from inpaint_lib.evaluation.intervals import bootstrap_mean, bootstrap_ratio
from inpaint_lib.fills.untrained import find_best

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

FAR = 24
"""How many pixels around the hole are near, for claim 6."""

USED = 0.05
"""The far context is used if the error without it grows by more than this share, for claim 6."""

PAINTED_CORRELATION, PAINTED_CONTRAST = 0.7, 0.8
"""An eye is painted if it has at least both, for claim 8."""



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


def judge_context(context):
    """Judge claim 6 by what becomes of the error when the far context is covered with one colour.

    Parameters
    ----------
    context : mapping of str to array_like, (N,)
        From `inpaint_lib.commands.score.tabulate_context`.

    Returns
    -------
    Judgement
        Reproduced if the error then grows by more than a twentieth, with its interval; in part if
        it grows by less, with its interval; else not. Being misled by a false far context is no
        use of the true one, so swapping does not count.

    Examples
    --------
    >>> table = {f"mse {change} {FAR}": [2, 4] for change in ("swapped", "near swapped")}
    >>> judge_context(table | {"mse": [1, 2], f"mse covered {FAR}": [1, 2]}).verdict
    'not reproduced'
    """
    far = bootstrap_ratio(context[f"mse swapped {FAR}"], context["mse"])
    near = bootstrap_ratio(context[f"mse near swapped {FAR}"], context["mse"])
    covered = bootstrap_ratio(context[f"mse covered {FAR}"], context["mse"])
    verdict = ("reproduced" if covered[1] > 1 + USED else
               "partly reproduced" if covered[1] > 1 else "not reproduced")
    return Judgement(6, verdict,
                     f"Covering all that is more than {FAR} pixels from the hole with one colour "
                     f"multiplies the error by {_show(covered, 3)}; swapping it with another "
                     f"animal's by {_show(far)}, and swapping all that is nearer by "
                     f"{near[0]:.1f}.")


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
        Reproduced if the error falls no further and both SSIM and edges improve, each with its
        interval; in part if the error falls no further, one of the two improves and the other is
        not worse; else not.

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
    improve = [shape[1] > 1 for shape in (ssim, edges)]
    worse = [shape[2] < 1 for shape in (ssim, edges)]
    verdict = ("not reproduced" if mse[2] < 1 or any(worse) or not any(improve) else
               "reproduced" if all(improve) else "partly reproduced")
    better = np.mean(np.asarray(epochs[f"ssim {later}"]) > np.asarray(epochs[f"ssim {earlier}"]))
    return Judgement(7, verdict,
                     f"From epoch {earlier} to {later} the mean error on "
                     f"{len(epochs[f'mse {later}']):,} {whose} changes by a factor "
                     f"{_show(mse, 3)}, SSIM by {_show(ssim, 3)} (it rises on {better:.0%} of "
                     f"them), edges by {_show(edges, 3)}.")


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
                     + f"{max(control[0] for control in chance):.1%} in the best control.")


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


def judge_markings(mse, contrast, markings, sharpness):
    """Judge claim 9 where the markings are known.

    Parameters
    ----------
    mse : array_like, (N,)
        Error of the network.
    contrast : array_like, (N,)
        Variance of the truth under the hole, which is the error of a fill with its mean colour: a
        marking with more contrast costs any fill more.
    markings : array_like of str, (N,)
        "plain", "stripes", "spots", "rosettes" or others.
    sharpness : array_like, (N,)
        From `inpaint_lib.metrics.sharpness.compare_sharpness`.

    Returns
    -------
    Judgement
        Reproduced if on stripes, spots and rosettes the error is a larger share of the contrast
        than on plain fur and the fill less sharp, all with intervals apart; in part if that holds
        of some; else not.

    Examples
    --------
    >>> kinds = ["plain", "stripes", "spots", "rosettes"]
    >>> judge_markings([1, 2, 2, 2], [4, 4, 4, 4], kinds, [0.5, 0.2, 0.2, 0.2]).verdict
    'reproduced'
    """
    mse, contrast, markings, sharpness = map(np.asarray, (mse, contrast, markings, sharpness))
    shares, sharp = {}, {}
    for marking in ("plain", "stripes", "spots", "rosettes"):
        these = markings == marking
        shares[marking] = bootstrap_ratio(mse[these], contrast[these])
        sharp[marking] = bootstrap_mean(sharpness[these])
    failed = [marking for marking in list(shares)[1:]
              if shares[marking][1] > shares["plain"][2] and sharp[marking][2] < sharp["plain"][1]]
    verdict = ("reproduced" if len(failed) == 3 else
               "partly reproduced" if failed else "not reproduced")
    return Judgement(9, verdict,
                     "Its error is this share of the truth's variance: "
                     + ", ".join(f"{_show(share)} on {marking}"
                                 for marking, share in shares.items())
                     + "; its fills have this share of the truth's gradient energy: "
                     + ", ".join(f"{share[0]:.2f} on {marking}" for marking, share in sharp.items())
                     + ".")


def judge_detail(mse, contrast, detail, sharpness):
    """Judge claim 9 where nobody has marked spots and stripes: by how much detail the hole hides.

    `contrast` is the truth's variance under the hole, `detail` its gradient energy there; in
    `sharpness` (from `inpaint_lib.metrics.sharpness.compare_sharpness`) nan is left out. Of the
    quarter of the images with the most detail and that with the least: reproduced if on the first
    the error is a larger share of the contrast and the fill less sharp, with intervals apart; in
    part if one of the two.
    """
    mse, contrast, sharpness = map(np.asarray, (mse, contrast, sharpness))
    order, n_quarter = np.argsort(detail, kind="stable"), max(1, len(detail) // 4)
    quarters = order[:n_quarter], order[-n_quarter:]
    plain, busy = (bootstrap_ratio(mse[rows], contrast[rows]) for rows in quarters)
    dull, sharp = (bootstrap_mean(values[np.isfinite(values)])
                   for values in (sharpness[rows] for rows in quarters[::-1]))
    found = (busy[1] > plain[2]) + (dull[2] < sharp[1])
    return Judgement(9, ("not reproduced", "partly reproduced", "reproduced")[found],
                     "Spots and stripes are not marked in photos, so detail stands in for them: "
                     "on the quarter with the most under the hole its error is "
                     f"{_show(busy)} of the truth's variance and its fills have {_show(dull)} of "
                     f"the truth's gradient energy; on the quarter with the least {_show(plain)} "
                     f"and {_show(sharp)}.")


def judge_sizes(errors):
    """Judge claim 10 by the errors of other sizes beside those of the paper's, seed by seed.

    Parameters
    ----------
    errors : dict of str to array_like, (S,)
        By size, one of them "paper": the mean error of each seed.

    Returns
    -------
    Judgement
        A size is worse if each of its seeds errs more than each of the paper's, and their mean by
        more than the paper's own seeds lie apart. Reproduced if every other size is, in part if
        some are.

    Raises
    ------
    ValueError
        If there is no other size.

    Examples
    --------
    >>> judge_sizes({"paper": [1, 1.1], "latent 64": [2, 2], "text": [1.2, 1]}).verdict
    'partly reproduced'
    """
    paper = np.asarray(errors["paper"])
    others = {size: np.asarray(found) for size, found in errors.items() if size != "paper"}
    if not others:
        raise ValueError("Only the paper's size was trained; there is nothing to compare.")
    worse = [size for size, found in others.items() if found.min() > paper.max()
             and found.mean() - paper.mean() > np.ptp(paper)]
    verdict = ("reproduced" if len(worse) == len(others) else
               "partly reproduced" if worse else "not reproduced")
    ratios = {size: found.mean() / paper.mean() for size, found in others.items()}
    worst, best = (choose(ratios, key=ratios.get) for choose in (max, min))
    named = f" ({', '.join(worse)})" if worse else ""
    return Judgement(10, verdict,
                     f"At half size, {len(worse)} of {len(others)} other sizes{named} are worse "
                     f"than the paper's by more than its {len(paper)} seeds lie apart, which is "
                     f"{np.ptp(paper) / paper.mean():.0%}. The worst is \"{worst}\" with "
                     f"{ratios[worst]:.2f} of its error, the best \"{best}\" with "
                     f"{ratios[best]:.2f}.")


def judge_rivals(sets, side=32):
    """Judge claim 11 by the network's error over that of the mean of the ring.

    Parameters
    ----------
    sets : dict of str to (array_like, mapping of str to array_like)
        By what the images show: the network's errors, each (N,), and those of the untrained fills
        by their names in `inpaint_lib.fills.untrained`.
    side : int
        Of the hole, in pixels.

    Returns
    -------
    Judgement
        Reproduced if the interval lies below 1 on every set, in part if on some.

    Examples
    --------
    >>> judge_rivals({"photos": ([1, 1], {"mean of the ring": [2, 2], "Telea": [1, 1]})}).verdict
    'reproduced'
    """
    told, below = [], []
    for whose, (mse, fills) in sets.items():
        best = find_best(fills)
        ring, rival = (bootstrap_ratio(mse, fills[name]) for name in ("mean of the ring", best))
        below.append(ring[2] < 1)
        told.append(f"on {len(mse):,} {whose} its error is {_show(ring)} of that of the mean of "
                    f"the ring, and {_show(rival)} of that of the best fill without training, "
                    f"{best}")
    verdict = ("reproduced" if all(below) else
               "partly reproduced" if any(below) else "not reproduced")
    return Judgement(11, verdict, f"At {side}x{side}, " + "; ".join(told) + ".")


def _show(interval, digits=2):
    value, low, high = (f"{number:.{digits}f}" for number in interval)
    return f"{value} [{low}, {high}]"
