"""What the chapters need beside the library: plots, quizzes, labs, exercises, verdicts."""

import importlib

# What the chapters use. A file is imported when one of its names is asked for.
_NAMES = {
    "exercises": ("check",),
    "quizzes": ("show_quiz",),
    "sessions": ("begin_session",),
    "verdicts": ("record_finding", "record_verdict"),
}
_FILES = {name: file for file, names in _NAMES.items() for name in names}
__all__ = sorted(_FILES)


def __getattr__(name):
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), name)


def __dir__():
    return __all__
