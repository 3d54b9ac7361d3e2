"""The small results in the folder data/: where they lie and how they are read.

Taught in no chapter. Each file in data/ has a card beside it that tells how it was made.
"""

import json
from pathlib import Path


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
    The folder beside the installed package is tried first (`make` installs it that way), then
    the working directory and the folders above it.

    Examples
    --------
    >>> find_data("paper_moments.json").name
    'paper_moments.json'
    """
    here, start = Path(__file__).resolve().parents[1], Path.cwd()
    folders = [folder / "data" for folder in (here, start, *start.parents)]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(
        f"There is no file {name!r} in the course's folder data/. Looked into "
        f"{', '.join(map(str, dict.fromkeys(folders)))}. Clone the whole repository and run the "
        "notebook from inside it; `make` does the rest.")


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
