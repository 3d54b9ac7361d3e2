"""All fills that need no training, by name: the yardstick for every method that does.

`FILLS` need nothing but this library; `EXEMPLARS` the package patchmatch-cython as well.
"""

import functools

from inpaint_lib.fills.classical import (fill_biharmonic, fill_exemplar, fill_mean,
                                         fill_navier_stokes, fill_telea)
from inpaint_lib.fills.smooth import fill_membrane, fill_pull_push, fill_total_variation

FILLS = {
    "mean of the ring": fill_mean,
    "membrane": fill_membrane,
    "pull-push": fill_pull_push,
    "total variation": fill_total_variation,
    "Telea": fill_telea,
    "Navier-Stokes": fill_navier_stokes,
    "biharmonic": fill_biharmonic,
}
"""dict : the fills of chapters 0 to 4 by the name that the book's tables use."""

EXEMPLARS = {
    "exemplar": fill_exemplar,
    "exemplar mirrored": functools.partial(fill_exemplar, mirrored=True),
}
"""dict : the fills that copy from elsewhere in the picture, and in its mirror image."""

UNTRAINED = (*FILLS, *EXEMPLARS)
"""tuple of str : the names among which the best untrained fill is looked for."""


def find_best(errors):
    """Return the name of the untrained fill whose mean error is least.

    Parameters
    ----------
    errors : mapping of str to array_like
        Errors by a method's name, an image each. Methods that were trained may be among them; at
        least one of `UNTRAINED` must be.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If no untrained fill is among them.

    Examples
    --------
    >>> find_best({"Telea": [0.3, 0.1], "membrane": [0.1, 0.2], "compact_32": [0.0, 0.1]})
    'membrane'
    """
    means = {name: sum(errors[name]) / len(errors[name]) for name in UNTRAINED if name in errors}
    if not means:
        raise ValueError(f"No untrained fill is among {', '.join(errors)}; wanted at least one of "
                         f"{', '.join(UNTRAINED)}.")
    return min(means, key=means.get)
