"""The memory of a run: kept from step to step, and what to do when it is full."""

import ctypes
import sys
from contextlib import contextmanager

TRIM_THRESHOLD, MMAP_MAX, ARENA_MAX = -1, -4, -8
"""Names of glibc's settings, from its header malloc.h."""

KEPT_BYTES = 2**31 - 1


def keep_memory():
    """Ask the C library to keep freed memory for the next step instead of returning it.

    It holds for the whole process and changes no number, only the time. Returns whether the C
    library took the settings: True with glibc (most of Linux), else nothing is changed. Source: the
    GNU C library's manual, section "Malloc tunable parameters".
    """
    if not sys.platform.startswith("linux"):
        return False
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is None:
        return False
    # One arena, never from separate maps, and only trimmed when 2 GB lie idle at its end.
    return all([set_option(ARENA_MAX, 1), set_option(MMAP_MAX, 0),
                set_option(TRIM_THRESHOLD, KEPT_BYTES)])


class FullMemoryError(MemoryError):
    """The computer, or its GPU, has not enough memory; the message says what to do."""


@contextmanager
def explain_full_memory():
    """Raise FullMemoryError in place of what Python or TensorFlow raise when memory is full."""
    try:
        yield
    except Exception as error:
        # By its name: TensorFlow may not have been imported yet.
        full = isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"
        if not full or isinstance(error, FullMemoryError):
            raise
        raise FullMemoryError(
            "There is not enough memory. Close other programs and give the same command again; a "
            "training goes on from its last checkpoint. Or make batch smaller in the recipe, and "
            "begin anew in another folder with --runs.") from error
