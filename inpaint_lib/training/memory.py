"""Let a training process keep the memory it has, step after step.

The paper's network makes arrays of 134 MB in every step. The C library of Linux hands such arrays
back to the system at once, and the next step gets fresh pages, each of which must be cleared.
"""

import ctypes
import sys

TRIM_THRESHOLD, MMAP_MAX, ARENA_MAX = -1, -4, -8
"""Names of glibc's settings, from its header malloc.h."""

KEPT_BYTES = 2**31 - 1


def keep_memory():
    """Ask the C library to keep freed memory for the next step instead of returning it.

    It holds for the whole process and changes no number, only the time.

    Returns
    -------
    bool
        Whether the C library took the settings: True with glibc (most of Linux), else False, and
        then nothing is changed.

    References
    ----------
    The GNU C library's manual, section "Malloc tunable parameters".

    Examples
    --------
    >>> keep_memory() in (True, False)
    True
    """
    if not sys.platform.startswith("linux"):
        return False
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is None:
        return False
    # One arena, never from separate maps, and only trimmed when 2 GB lie idle at its end.
    return all([set_option(ARENA_MAX, 1), set_option(MMAP_MAX, 0),
                set_option(TRIM_THRESHOLD, KEPT_BYTES)])
