"""Lab of chapter 7: how much of a critic do you want, and who tells its fills from the truth?

The fills lie in a file; TensorFlow is not used.
"""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw

from inpaint_lib.course.labs.panels import (ACCENT, BLUE, INK, colour_errors, draw_table, enlarge,
                                            join_panels, load_font)
from inpaint_lib.course.labs.parts.critic_fills import (
    AMOUNTS, COMPACT, INSIDE, MIXED, N_JUDGED, N_SHOWN, N_TESTS, N_TRIALS, SHARES, SHARPENED,
    STEPS, TRUTH, CriticSettings, choose_real, find_fill, forget_fills, load_fills, name_step,
    score_three, trace_trade)
from inpaint_lib.course.labs.parts.pair_lab import PairLab
from inpaint_lib.datasets.faces import N_TRAIN
from inpaint_lib.evaluation.blind_test import make_pairs, score_pairs
from inpaint_lib.holes import paste_hole

SCALE = 3


@dataclass(frozen=True, eq=False)
class CriticAnswer:
    """What the two fills are worth, and how the pairs went so far.

    Attributes
    ----------
    scores, all_scores : dict of str: dict of str: float
        Of the one face and of all in the file, for each of `MIXED`, `COMPACT`, `SHARPENED`.
    yours, critics : PairScore or None
        Of the reader and of the linear critic, on the same pairs; None before the first answer.
    """

    scores: dict
    all_scores: dict
    yours: object
    critics: object
    picture: Image.Image
    alt: str
    words: str


def weigh_critic(settings):
    """Return what a share of the critic costs and buys, and how the pairs went so far."""
    _check_settings(settings)
    row = settings.face - N_TRAIN
    scores, all_scores = score_three(settings, row), score_three(settings)
    trials = make_pairs(N_JUDGED, N_TRIALS, (TRUTH, settings.judge), seed=settings.test)
    n_answered = len(settings.answers)
    yours = critics = None
    if n_answered:
        asked, is_found = trials[:n_answered], choose_real(*name_step(settings.judge, settings))
        yours = score_pairs(asked, settings.answers)
        critics = score_pairs(asked, [trial.answer if is_found[trial.image] else _turn(trial.answer)
                                      for trial in asked])
    table = [*_tabulate(scores, f"face {settings.face}"),
             *_tabulate(all_scores, f"{N_SHOWN + N_JUDGED} faces")]
    picture = join_panels([*_draw_fills(settings, row, table), *_draw_pairs(settings, trials)],
                          columns=4)
    pairs_alt, pairs_words = _describe_pairs(settings, trials, yours, critics)
    scores_words = _describe_scores(settings, scores, all_scores)
    # Who is answering hears first whether it was right, who is moving sliders what that gave.
    words = (pairs_words, scores_words) if n_answered else (scores_words, pairs_words)
    return CriticAnswer(scores, all_scores, yours, critics, picture,
                        f"{_describe_picture(table)} {pairs_alt}", " ".join(words))


def _check_settings(settings):
    if settings.face not in range(N_TRAIN, N_TRAIN + N_SHOWN):
        raise ValueError(f"The lab shows faces {N_TRAIN} to {N_TRAIN + N_SHOWN - 1}, got "
                         f"{settings.face}.")
    for name, steps in (("share", SHARES), ("amount", AMOUNTS)):
        if getattr(settings, name) not in steps:
            raise ValueError(f"{name} must be one of {', '.join(map(str, steps))}, got "
                             f"{getattr(settings, name)}.")
    if settings.judge not in (MIXED, COMPACT, SHARPENED):
        raise ValueError(f"There is no fill {settings.judge!r} to judge; there are {MIXED}, "
                         f"{COMPACT}, {SHARPENED}.")
    if not 1 <= settings.test <= N_TESTS:
        raise ValueError(f"There are tests 1 to {N_TESTS}, got {settings.test}.")
    if len(settings.answers) > N_TRIALS:
        raise ValueError(f"{len(settings.answers)} answers came for {N_TRIALS} pairs.")


def _name_pairs(settings):
    """Return what decides which pairs are shown."""
    return settings.judge, settings.test, *name_step(settings.judge, settings)


def _turn(side):
    return {"left": "right", "right": "left"}[side]


ROWS = {"error": "error, of compact's", "features": "features, of compact's",
        "sharpness": "sharpness, of the truth's", "grid": "4-pixel grid, of the truth's",
        "eyes": "eye contrast, of the truth's"}


def _spell(number):
    return "-" if np.isnan(number) else f"{number:.2f}"


def _tabulate(scores, heading):
    return [(heading, *scores), *((words, *(_spell(found[key]) for found in scores.values()))
                                  for key, words in ROWS.items())]


def _describe_scores(settings, scores, all_scores):
    def say(name, found):
        return (f"{_spell(found[name]['error'])} of compact's error, "
                f"{_spell(found[name]['features'])} of its distance by features and "
                f"{_spell(found[name]['sharpness'])} of the truth's sharpness")

    return (f"Face {settings.face}: the mixed fill, {settings.share:.0%} of it by the network with "
            f"a critic and the rest by compact, has {say(MIXED, scores)}; compact's fill, "
            f"sharpened by {settings.amount}, has {say(SHARPENED, scores)}. Over "
            f"{N_SHOWN + N_JUDGED} faces the mixed fill has {say(MIXED, all_scores)}; the "
            f"sharpened one {say(SHARPENED, all_scores)}.")


def _describe_picture(table):
    lines = "; ".join(", ".join(row) for row in table)
    return ("The middle of a face, its hole filled by compact, by the mixture and by compact "
            "sharpened, and where the last two err. Two curves, error against distance by "
            "features: every share of the critic, and every amount of sharpening. A table: "
            f"{lines}.")


def _describe_pairs(settings, trials, yours, critics):
    number, alt, words = len(settings.answers), [], []
    if number < N_TRIALS:
        alt.append("Two pictures of the middle of another face, left and right.")
    if number:
        trial = trials[number - 1]
        was_right = "Right" if trial.answer == settings.answers[-1] else "Wrong"
        alt.append(f"The pair before: left {trial.left}, right {trial.right}.")
        words.append(f"{was_right}: {trial.answer} was the truth. Right so far: {_rate(yours)}; a "
                     f"linear critic, fitted to other faces, on the same pairs: {_rate(critics)}.")
    if number < N_TRIALS:
        words.append(f"Test {settings.test}, pair {number + 1} of {N_TRIALS}: one is the truth, "
                     f"the other {settings.judge}. Which one is the truth? Press left or right.")
    else:
        words.append(f"Who guesses gets {yours.chance_low} to {yours.chance_high} in 95 of 100 "
                     f"tests. You: {yours.verdict}. The critic: {critics.verdict}.")
    return " ".join(alt), " ".join(words)


def _rate(score):
    return (f"{score.n_right} of {score.n_trials}, {score.share:.0%} [{score.low:.0%}, "
            f"{score.high:.0%}]")


def _show(row, square):
    return enlarge(paste_hole(load_fills().windows[row], INSIDE, square), SCALE)


def _draw_fills(settings, row, table):
    """Return eight panels: truth, fills and trade above; compact's, errors and table below."""
    truth = load_fills().windows[row]
    squares = {name: find_fill(name, settings)[row] for name in (MIXED, SHARPENED, COMPACT)}
    titles = {MIXED: f"mixed: {settings.share:.0%} of the critic's",
              SHARPENED: f"compact, sharpened by {settings.amount}", COMPACT: "compact"}
    shown = {name: (titles[name], _show(row, square)) for name, square in squares.items()}
    errors = [(f"{name}: error", enlarge(colour_errors(
        paste_hole(truth, INSIDE, squares[name]), truth), SCALE)) for name in (MIXED, SHARPENED)]
    return [("the truth", enlarge(truth, SCALE)), shown[MIXED], shown[SHARPENED],
            (f"{N_SHOWN + N_JUDGED} faces, every share and amount", _draw_trade(settings)),
            shown[COMPACT], *errors, ("", draw_table(table, (154, 62, 56, 78), height=16))]


def _draw_trade(settings, width=350, height=192):
    """Draw error against distance by features, with the two fills that are shown."""
    sheet = Image.new("RGB", (width, height), "white")
    draw, font = ImageDraw.Draw(sheet), load_font(12)
    (left, right), (low, high) = (0.9, 2.05), (0.6, 1.1)

    def place(error, features):
        return (34 + (width - 44) * (error - left) / (right - left),
                height - 34 - (height - 40) * (features - low) / (high - low))

    for level in (0.6, 0.8, 1.0):
        draw.line([place(left, level), place(right, level)], fill="#dddddd")
        draw.text((30, place(left, level)[1]), f"{level:.1f}", fill=INK, anchor="rm", font=font)
    for level in (1.0, 1.5, 2.0):
        draw.text((place(level, low)[0], height - 30), f"{level:.1f}", fill=INK, anchor="ma",
                  font=font)
    draw.text((place(right, low)[0], height - 2), "error (across), features (up), of compact's",
              fill=INK, anchor="rb", font=font)
    for kind, value, colour in ((MIXED, settings.share, BLUE),
                                (SHARPENED, settings.amount, ACCENT)):
        points = [place(*point) for point in zip(*trace_trade(kind))]
        draw.line(points, fill=colour, width=2)
        x, y = points[STEPS[kind].index(value)]
        draw.ellipse([x - 5, y - 5, x + 5, y + 5], fill=colour)
    draw.text(place(1.13, 0.65), "critic's share", fill=BLUE, anchor="lm", font=font)
    draw.text(place(1.7, 0.95), "sharpened", fill=ACCENT, anchor="rm", font=font)
    return sheet


def _draw_pairs(settings, trials):
    """Return the panels of the next pair and of the one before, which is told."""
    number, panels = len(settings.answers), []
    for titles, trial in (((f"pair {number + 1}: left", "right"), trials[number:number + 1]),
                          (("before, left: {}", "before, right: {}"),
                           trials[number - 1:number] if number else ())):
        for one in trial:
            row = N_SHOWN + one.image
            panels += [(title.format(name), enlarge(load_fills().windows[row], SCALE)
                        if name == TRUTH else _show(row, find_fill(name, settings)[row]))
                       for title, name in zip(titles, (one.left, one.right))]
    return panels


class CriticLab(PairLab):
    """The lab of chapter 7 on the screen."""

    name = "critic"
    n_trials = N_TRIALS

    def __init__(self):
        self._settings = CriticSettings()
        super().__init__()

    def make_controls(self, widgets):
        """Return the controls."""
        start = CriticSettings()
        return {
            "face": widgets.IntSlider(start.face, N_TRAIN, N_TRAIN + N_SHOWN - 1,
                                      description="face"),
            "critic share": widgets.FloatSlider(start.share, min=0, max=SHARES[-1],
                                                step=SHARES[1], description="critic share"),
            "sharpen": widgets.FloatSlider(start.amount, min=0, max=AMOUNTS[-1], step=AMOUNTS[1],
                                           description="sharpen"),
            "judge": widgets.Dropdown(options=[MIXED, COMPACT, SHARPENED], value=start.judge,
                                      description="judge"),
            "test": widgets.IntSlider(start.test, 1, N_TESTS, description="test"),
            **self.make_buttons(widgets),
        }

    def read_settings(self):
        """Return the settings; where another fill is judged, or another test, without answers."""
        asked = {name: control.value for name, control in self.controls.items()
                 if control.has_trait("value")}
        # A slider may stand a rounding error beside its step.
        share, amount = (min(steps, key=lambda step: abs(step - asked[name])) for name, steps in
                         (("critic share", SHARES), ("sharpen", AMOUNTS)))
        before = self._settings
        now = CriticSettings(asked["face"], share, amount, asked["judge"], asked["test"])
        if _name_pairs(now) == _name_pairs(before):
            now = replace(now, answers=before.answers)
        self._settings = now
        return self._settings

    def find_answer(self, settings):
        """Return the answer to settings."""
        return weigh_critic(settings)

    def close(self):
        """Take the lab from the screen and let go of what was painted."""
        super().close()
        forget_fills()
