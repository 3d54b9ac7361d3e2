"""From scores to judgements: intervals, comparisons, claims, leaks, blind tests.

Scores are one number an image, of the same images in the same order: other lengths raise a
ValueError, and so does (but in `rank_correlation`) a score that is no number. A hole that does not
fit the images raises a ValueError as well.
"""

from inpaint_lib import open_room

__getattr__, __dir__, __all__ = open_room(__name__, {
    "blind_test": ("make_pairs", "score_pairs"),
    "choosing": ("simulate_choosing",),
    "claims": ("find_painted_eyes", "judge_context", "judge_eyes", "judge_late_epochs",
               "judge_markings", "judge_rivals", "judge_sizes"),
    "comparisons": ("compare_methods", "rank_correlation"),
    "context": ("change_context", "cover_far", "mark_far", "pair_with_others"),
    "factors": ("compare_kinds", "judge_factor", "judge_pair"),
    "intervals": ("bootstrap_difference", "bootstrap_mean", "bootstrap_ratio", "draw_means"),
    "leaks": ("make_near_copies", "measure_leaks", "save_as_jpeg"),
    "methods": ("SIZES",),
})
