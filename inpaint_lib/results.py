"""The small results in the folder data/: where they lie and how they are read.

Taught in no chapter. Each file in data/ has a card beside it that tells how it was made.
"""

import csv
import json
from pathlib import Path

import numpy as np


def find_data(name):
    """Return the path of a file in the course's folder data/.

    Parameters
    ----------
    name : str
        The file's name, for example ``"paper_moments.json"``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FileNotFoundError
        If it is nowhere; the message lists the folders that were looked into.

    Notes
    -----
    The folder beside the package is tried first (`make` installs it that way), then the one in it
    (a wheel carries the network that fills pictures), then the working directory and the folders
    above it.

    Examples
    --------
    >>> find_data("paper_moments.json").name
    'paper_moments.json'
    """
    here, start = Path(__file__).resolve().parents[1], Path.cwd()
    folders = [folder / "data" for folder in (here, here / "inpaint_lib", start, *start.parents)]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(
        f"There is no file {name!r} in the course's folder data/. Looked into "
        f"{', '.join(map(str, dict.fromkeys(folders)))}. The library alone does not bring it: "
        "clone the whole repository and run the notebook from inside it; `make` does the rest.")


def load_result(name):
    """Read a JSON file of the folder data/.

    Parameters
    ----------
    name : str
        The file's name, with its ending.

    Returns
    -------
    dict or list

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    Examples
    --------
    >>> sorted(load_result("paper_moments.json"))[:2]
    ['about', 'order']
    """
    return json.loads(find_data(name).read_text(encoding="utf-8"))


def load_table(name):
    """Read a CSV file of the folder data/ with a line of names at its top.

    Parameters
    ----------
    name : str
        The file's name, with its ending.

    Returns
    -------
    dict of str to numpy.ndarray
        A column each, by its name: float64 if all its entries are numbers, else str.

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    Examples
    --------
    >>> table = load_table("faces_hardness.csv")
    >>> table["hole"][0], bool(table["mse"].min() > 0)
    (np.str_('16x16'), True)
    """
    return read_table(find_data(name))


def read_table(path):
    """Read any CSV file with a line of names at its top, as `load_table` does.

    Parameters
    ----------
    path : str or pathlib.Path

    Returns
    -------
    dict of str to numpy.ndarray
        A column each, by its name: float64 if all its entries are numbers, else str.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    with open(path, encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return {column: _as_numbers(entries)
            for column, entries in zip(names, zip(*rows, strict=True), strict=True)}


def _as_numbers(entries):
    try:
        return np.array(entries, dtype=np.float64)
    except ValueError:
        return np.array(entries)
