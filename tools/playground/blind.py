"""Data of the playground ``blind``: pairs of a true and a painted face, as chapter 5 makes them."""

import json
from dataclasses import asdict

import numpy as np

from inpaint_lib.datasets.faces import N_TRAIN, draw_face
from inpaint_lib.evaluation.blind_test import make_pairs, score_pairs
from inpaint_lib.files import find_data
from inpaint_lib.holes import PAPER_32, make_mask, paste_hole
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.metrics.errors import rmse_hole
from tools.playground.pictures import join_still, save_picture

N_IMAGES, N_TRIALS = 100, 10
PAINTED, TRUTH = "painted", "truth"


def paint_faces(indices):
    """Return validation faces, uint8 (N, 128, 128, 3), as drawn and with the hole painted."""
    from inpaint_lib.fills.network import paint_squares
    from inpaint_lib.models.weights import load_network

    truths = np.stack([draw_face(N_TRAIN + index).image for index in indices])
    network = load_network(find_data("compact_32.keras"))
    squares = as_uint8(paint_squares(network, truths, PAPER_32))
    return truths, np.stack([paste_hole(*pair) for pair in
                             zip(truths, [PAPER_32] * len(truths), squares, strict=True)])


def list_scores(n_trials=N_TRIALS):
    """Return what `score_pairs` says of k right answers of n, at [n - 1][k]."""
    trials = make_pairs(N_IMAGES, n_trials)
    other = {"left": "right", "right": "left"}
    return [[asdict(score_pairs(trials[:n], [
        trial.answer if place < k else other[trial.answer]
        for place, trial in enumerate(trials[:n])])) for k in range(n + 1)]
        for n in range(1, n_trials + 1)]


def write_blind(folder):
    """Write the pairs, the sides of what is painted and all scores; return the first pair."""
    trials = make_pairs(N_IMAGES, N_TRIALS, (PAINTED, TRUTH))
    truths, painted = paint_faces([trial.image for trial in trials])
    sides = {PAINTED: painted, TRUTH: truths}
    rows = [np.hstack([sides[getattr(trial, side)][place] for place, trial in enumerate(trials)])
            for side in ("left", "right")]
    save_picture(np.vstack(rows), folder / "blind_pairs.webp")
    mask = make_mask(PAPER_32, *truths.shape[1:3])
    errors = [rmse_hole(as_float(fill), as_float(truth), mask)
              for fill, truth in zip(painted, truths, strict=True)]
    (folder / "blind.json").write_text(json.dumps({
        "hole": asdict(PAPER_32), "answers": [trial.answer for trial in trials],
        "errors": errors, "scores": list_scores()}))
    return join_still([rows[0][:, :128], rows[1][:, :128]])
