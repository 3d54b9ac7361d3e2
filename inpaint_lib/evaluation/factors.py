"""Does a change help? A verdict from pairs of trainings that differ in this change alone.

The rule was written before the runs: the seeds must agree, and so must the images.
"""

from inpaint_lib.evaluation.intervals import bootstrap_ratio


def compare_kinds(ours, other):
    """Compare two kinds of network, each trained with the same seeds and scored on the same images.

    Parameters
    ----------
    ours, other : numpy.ndarray, (S, N)
        Errors, a row a seed and a column an image.

    Returns
    -------
    ratio : tuple of float
        The mean over the seeds of ours over that of the other, with its interval over the images.
    below : bool or None
        Whether ours errs less: True or False where all seeds agree, else None.

    Examples
    --------
    >>> import numpy as np
    >>> compare_kinds(np.ones((3, 50)), 2 * np.ones((3, 50)))
    ((0.5, 0.5, 0.5), True)
    """
    ratio = bootstrap_ratio(ours.mean(axis=0), other.mean(axis=0))
    below = set((ours.mean(axis=1) < other.mean(axis=1)).tolist())
    return ratio, below.pop() if len(below) == 1 else None


def judge_pair(ratio, below):
    """Say what one pair shows, of what `compare_kinds` returns.

    Returns
    -------
    str
        "helps" or "harms" where all seeds and the interval say so, else "not decided".

    Examples
    --------
    >>> judge_pair((0.8, 0.7, 0.9), True), judge_pair((0.8, 0.7, 1.1), True)
    ('helps', 'not decided')
    """
    if below is True and ratio[2] < 1:
        return "helps"
    return "harms" if below is False and ratio[1] > 1 else "not decided"


def judge_factor(verdicts):
    """Return the verdict on a change, of those of `judge_pair` on every pair.

    Returns
    -------
    str
        That of all pairs where they agree; "depends on the others" where one helps and one harms.

    Examples
    --------
    >>> judge_factor(["helps", "helps"]), judge_factor(["helps", "not decided"])
    ('helps', 'not decided')
    """
    if {"helps", "harms"} <= set(verdicts):
        return "depends on the others"
    return verdicts[0] if len(set(verdicts)) == 1 else "not decided"
