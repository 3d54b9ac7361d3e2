"""The blind test: two pictures, one question, and where chance lies.

A two-alternative forced choice: the answer is left or right, "I do not know" is not among them, and
who guesses is right in half of the trials.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, binomtest

LEVEL = 0.95


@dataclass(frozen=True)
class Trial:
    """One pair of pictures.

    Attributes
    ----------
    image : int
        Row of the image that both pictures show.
    left, right : str
        What lies on each side: the names given to `make_pairs`.
    answer : str
        "left" or "right": where the first of the two names lies.
    """

    image: int
    left: str
    right: str
    answer: str


@dataclass(frozen=True)
class PairScore:
    """How often the reader was right, and what guessing would have given.

    Attributes
    ----------
    n_right, n_trials : int
    share : float
    low, high : float
        95% interval of the share (Clopper and Pearson).
    chance_low, chance_high : int
        Who guesses gets so many right in at least 95 of 100 tests.
    verdict : str
        "told apart", "mistaken for each other" (right less often than guessing explains: the
        wrong one looks better), or "not decided".
    """

    n_right: int
    n_trials: int
    share: float
    low: float
    high: float
    chance_low: int
    chance_high: int
    verdict: str


def make_pairs(n_images, n_trials, names=("truth", "fill"), seed=0):
    """Draw the trials of a blind test.

    Parameters
    ----------
    n_images : int
        How many images there are; none is shown twice.
    n_trials : int
        Even, so that each side can be the right one equally often.
    names : tuple of str
        The two to be told apart; the reader is asked for the first: "which one is the truth?".
    seed : int

    Returns
    -------
    list of Trial
        In random order, with the first name left in half of them.

    Raises
    ------
    ValueError
        If there are too few images, the number of trials is odd or less than 2, or the names are
        not two different ones.

    Examples
    --------
    >>> trials = make_pairs(n_images=100, n_trials=4)
    >>> sorted(trial.answer for trial in trials)
    ['left', 'left', 'right', 'right']
    """
    if n_trials < 2 or n_trials % 2 or n_trials > n_images:
        raise ValueError(f"n_trials must be even, at least 2 and at most the {n_images} images, "
                         f"got {n_trials}.")
    if len(names) != 2 or names[0] == names[1]:
        raise ValueError(f"names wants two different names, got {names!r}.")
    rng = np.random.default_rng(seed)
    images = rng.permutation(n_images)[:n_trials]
    is_left = rng.permutation(np.arange(n_trials) % 2 == 0)
    first, second = names
    return [Trial(int(image), first, second, "left") if left else
            Trial(int(image), second, first, "right")
            for image, left in zip(images, is_left, strict=True)]


def score_pairs(trials, answers):
    """Count the right answers and compare them with guessing.

    Parameters
    ----------
    trials : list of Trial
    answers : sequence of str
        "left" or "right", one a trial.

    Returns
    -------
    PairScore

    Raises
    ------
    ValueError
        If there is no trial, the answers are not as many, or one is neither "left" nor "right".

    References
    ----------
    C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case
    of the binomial", Biometrika 26(4), 1934.

    Examples
    --------
    >>> trials = make_pairs(100, 20)
    >>> score = score_pairs(trials, [trial.answer for trial in trials])
    >>> score.n_right, score.chance_low, score.chance_high, score.verdict
    (20, 6, 14, 'told apart')
    """
    answers = list(answers)
    if not trials or len(answers) != len(trials):
        raise ValueError(f"{len(answers)} answers came for {len(trials)} trials; wanted one each.")
    unknown = [answer for answer in answers if answer not in ("left", "right")]
    if unknown:
        raise ValueError(f'An answer is "left" or "right", got {unknown[0]!r}.')
    n_trials = len(trials)
    n_right = sum(trial.answer == answer for trial, answer in zip(trials, answers, strict=True))
    low, high = binomtest(n_right, n_trials).proportion_ci(LEVEL, method="exact")
    chance_low, chance_high = (int(end) for end in binom.interval(LEVEL, n_trials, 0.5))
    verdict = ("told apart" if n_right > chance_high else
               "mistaken for each other" if n_right < chance_low else "not decided")
    return PairScore(n_right, n_trials, n_right / n_trials, float(low), float(high), chance_low,
                     chance_high, verdict)
