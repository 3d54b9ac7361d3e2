"""No text calls an untrained fill the best of its kind unless a table in data/ says so."""

import re

import pytest

from inpaint_lib.files import load_table
from inpaint_lib.fills.untrained import UNTRAINED, find_best
from tests.book.test_prose import PROSE
from tests.paths import ROOT

# Words of a sentence that calls a fill the best: the fill, and the table in which it is.
BACKED = {
    "On 1,400 faces the best fill at 32x32 is the membrane": ("membrane", "faces_32.csv"),
}

PRAISE = re.compile(r"(?<!\bfit )\b(?:best|strongest)\b(?! match| epoch| of Telea,)", re.I)
"""Not: patches that fit best, the best epoch of a network, whichever is best of Telea, ... ."""

NAME = re.compile("|".join(rf"\b{re.escape(name)}" for name in UNTRAINED), re.I)
OLD = re.compile(r"\b(?:best|strongest|better)\s+classical\b", re.I)
TEXTS = {path.relative_to(ROOT).as_posix(): path
         for pattern in ("*.md", "book/*.md", "book/*.toml", "book/quizzes/*.json",
                         "chapters/*.ipynb", "data/*.md", "data/*.csv", "inpaint_lib/**/*.py",
                         "tools/**/*.py") for path in sorted(ROOT.glob(pattern))}


def list_praises(text):
    """Return the sentences that say best or strongest and name an untrained fill."""
    plain = re.sub(r"[`*]|\]\([^)]*\)", "", text)
    sentences = re.split(r"(?<=[.?!:;])\s+|\n\n|\n[-*|] ", plain)
    return [" ".join(one.split()) for one in sentences
            if PRAISE.search(one) and NAME.search(one)]


def list_faults(name):
    """Return the praises of a text that no table backs, and where it says "best classical"."""
    unbacked = [one for one in list_praises(PROSE.get(name, ""))
                if not any(words in one for words in BACKED)]
    return unbacked + OLD.findall(" ".join(TEXTS[name].read_text(encoding="utf-8").split()))


@pytest.mark.parametrize("name", TEXTS)
def test_a_fill_is_called_best_only_where_a_table_backs_it(name):
    assert list_faults(name) == []


@pytest.mark.parametrize("words", BACKED)
def test_the_table_says_so(words):
    fill, file = BACKED[words]
    table = load_table(file)
    errors = {name: table[f"mse {name}"] for name in UNTRAINED if f"mse {name}" in table}
    assert len(errors) >= 7 and find_best(errors) == fill and fill in words
    assert any(words in one for text in PROSE.values() for one in list_praises(text))


def test_a_praise_is_noticed():
    assert list_praises("It is Telea's method, the\nstrongest one at this size.")
    assert list_praises("Of all fills the `biharmonic` one is best.")
    assert not list_praises("Telea is a fill. The best of them is found by a function.")
    assert not list_praises("An exemplar is made of patches that fit best.")
    assert not list_praises("Its best epoch is behind the membrane.")
    assert OLD.search("below the best classical fill")
