"""From scores to judgements: intervals, comparisons, claims, leaks, blind tests.

Scores are one number an image, of the same images in the same order: other lengths raise a
ValueError, and so does (but in `rank_correlation`) a score that is no number. A hole that does not
fit the images raises a ValueError as well.
"""

import importlib

# What the chapters use. A file is imported when one of its names is asked for.
_NAMES = {
    "blind_test": ("make_pairs", "score_pairs"),
    "choosing": ("simulate_choosing",),
    "claims": ("find_painted_eyes", "judge_context", "judge_eyes", "judge_late_epochs",
               "judge_markings", "judge_rivals", "judge_sizes"),
    "comparisons": ("compare_methods", "rank_correlation"),
    "context": ("change_context", "cover_far", "mark_far", "pair_with_others"),
    "intervals": ("bootstrap_difference", "bootstrap_mean", "bootstrap_ratio", "draw_means"),
    "leaks": ("make_near_copies", "measure_leaks", "save_as_jpeg"),
    "methods": ("SIZES",),
}
_FILES = {name: file for file, names in _NAMES.items() for name in names}
__all__ = sorted(_FILES)


def __getattr__(name):
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), name)


def __dir__():
    return __all__
