"""The prose: its citations, terms, links, commands, credits, spelling and promised numbers."""

import ast
import json
import re
import subprocess
import tomllib
import unicodedata

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.course.verdicts import VERDICTS
from inpaint_lib.datasets.photos import NOT_STATED, describe_photo, list_photos
from tests.paths import CHAPTERS, ROOT

BOOK = ROOT / "book"
PAGES = [ROOT / "README.md", *sorted(BOOK.glob("*.md"))]


def read_cells(path, kind):
    """Return the sources of a notebook's cells of one kind."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


def read_prose(path):
    """Return a page's text, or all of a notebook's text cells."""
    if path.suffix == ".ipynb":
        return "\n\n".join(read_cells(path, "markdown"))
    return path.read_text(encoding="utf-8")


def strip_code(text):
    """Remove fenced code that is no directive, code in a line, formulas and addresses."""
    text = re.sub(r"^(`{3,})(?!\{).*?^\1", "", text, flags=re.M | re.S)
    text = re.sub(r"(?<!\})`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", "", text, flags=re.S)
    return re.sub(r"https?://\S+|\]\([^)]*\)", "", text)


PROSE = {path.relative_to(ROOT).as_posix(): read_prose(path) for path in [*PAGES, *CHAPTERS]}
EACH_PAGE = pytest.mark.parametrize("page", PROSE)


# Citations

def read_bibliography():
    """Return the entries of references.bib: key to (kind, fields)."""
    text = (BOOK / "references.bib").read_text(encoding="utf-8")
    entries = {}
    for kind, key, body in re.findall(r"^@(\w+)\{(\w+),\n(.*?)^\}", text, flags=re.M | re.S):
        assert key not in entries, f"{key} twice"
        fields = re.findall(r"^  (\w+)\s*= \{(.*?)\},$", body, flags=re.M | re.S)
        entries[key] = (kind, {name: " ".join(value.split()) for name, value in fields})
    return entries


def list_citations(text):
    """Return the keys that a text cites."""
    groups = re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", text)
    return {key.strip() for group in groups for key in group.split(",")}


NEEDED = {"article": {"journal", "year"}, "inproceedings": {"booktitle", "year"},
          "book": {"publisher", "year"}, "techreport": {"institution", "year"}, "misc": set()}


@pytest.mark.parametrize("key", read_bibliography())
def test_bibliography_entry_is_complete(key):
    kind, fields = read_bibliography()[key]
    assert {"author", "title"} | NEEDED[kind] <= set(fields)
    assert "doi" not in fields or re.fullmatch(r"10\.\d{4,9}/\S+", fields["doi"])
    if "year" in fields:
        assert key.count(fields["year"]) == 1


def test_every_reference_is_cited():
    cited = set().union(*map(list_citations, PROSE.values()))
    assert set(read_bibliography()) - cited == set()


@EACH_PAGE
def test_every_citation_has_a_reference(page):
    assert list_citations(PROSE[page]) - set(read_bibliography()) == set()


# Terms

def read_glossary():
    """Return the terms of the glossary in its order, one list of names an entry."""
    body = re.search(r"```\{glossary\}\n(.*?)```", PROSE["book/glossary.md"], flags=re.S)[1]
    return [re.findall(r"^(\S.*)$", entry, flags=re.M) for entry in body.split("\n\n")]


TERMS = sum(read_glossary(), [])


def test_glossary_is_sorted_and_has_no_term_twice():
    first_names = [names[0].casefold() for names in read_glossary()]
    assert first_names == sorted(first_names)
    assert len(TERMS) == len(set(TERMS))


def test_each_term_of_the_glossary_has_an_indented_definition():
    # A line at the margin is a term of its own, also one that begins with a colon.
    body = re.search(r"```\{glossary\}\n(.*?)```", PROSE["book/glossary.md"], flags=re.S)[1]
    assert [name for name in TERMS if name.startswith(":")] == []
    assert all(re.search(r"^  \S", entry, flags=re.M) for entry in body.split("\n\n"))
    # One that lost its indent would be a term: no term is a sentence.
    assert [name for name in TERMS if len(name.split()) > 4 or re.search(r"[.,;:{]", name)] == []


@EACH_PAGE
def test_every_linked_term_is_in_the_glossary(page):
    linked = re.findall(r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`", PROSE[page])
    assert set(linked) - set(TERMS) == set()


@pytest.mark.parametrize("names", read_glossary(), ids=lambda names: names[0])
def test_every_term_of_the_glossary_is_used(names):
    word = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})", re.I)
    elsewhere = [" ".join(text.split()) for page, text in PROSE.items()
                 if page != "book/glossary.md"]
    assert any(word.search(text) for text in elsewhere), f"{names}: no page uses it"


# Words

HYPE = ("amazing awesome blazing cutting-edge effortless(?:ly)? exciting game-chang\\w* "
        "groundbreaking incredibl[ey] magic(?:al)? mind-blowing powerful revolutionary "
        "seamless(?:ly)? state-of-the-art stunning super-?charge\\w* unleash world-class "
        "approximately basically simply obviously trivially").split()
AMERICAN = ("colors? colored neighbors? neighboring gray center(?:s|ed)? behavior favorite "
            "license labell?ed(?!.) visualiz\\w+ generaliz\\w+ optimiz\\w+ normaliz\\w+ "
            "recogniz\\w+ summariz\\w+ emphasiz\\w+ minimiz\\w+ maximiz\\w+ initializ\\w+").split()


@EACH_PAGE
def test_no_hype(page):
    assert re.findall(rf"\b(?:{'|'.join(HYPE)})\b", strip_code(PROSE[page]), flags=re.I) == []


@EACH_PAGE
def test_british_spelling(page):
    # Lower case only: names keep their own spelling.
    assert re.findall(rf"\b(?:{'|'.join(AMERICAN)})\b", strip_code(PROSE[page])) == []


@EACH_PAGE
def test_no_emoji_and_no_exclamation(page):
    text = strip_code(PROSE[page])
    assert [mark for mark in text if unicodedata.category(mark) == "So"] == []
    assert re.findall(r"\w!(?!\[)", text) == []


@EACH_PAGE
def test_no_path_of_one_machine(page):
    # /home/jovyan is the home of everybody in an image of Binder's.
    paths = re.findall(r"(?<![\w.)])/(?:home|Users|root|tmp|work|opt)/\w+", PROSE[page])
    assert set(paths) <= {"/home/jovyan"}


# Alternative texts, and what only a kernel can do

PREDICT = re.compile(r"\{admonition\} Predict")


def list_sentences(source):
    """Return the texts in a piece of code that end with a full stop, as alternative texts do."""
    return [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)
            and isinstance(node.value, str) and node.value.endswith(".")]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_sentence_between_a_prediction_and_its_picture_gives_the_answer(path):
    is_asked = False
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            is_asked = bool(PREDICT.search(source))
        elif is_asked and re.search(r"\bplots?[._]", source):
            assert list_sentences(source) == []


def test_a_sentence_in_code_is_found():
    assert list_sentences('f(x, "It falls, and then "\n  "it rises.", log=True)') == [
        "It falls, and then it rises."]
    assert list_sentences('plots.f(x, plots.load_alt("two_losses"), ("step", "loss"))') == []


def test_every_text_of_the_pictures_is_shown_once():
    code = "\n".join(source for path in CHAPTERS for source in read_cells(path, "code"))
    used = re.findall(r'load_alt\(\s*"(\w+)"', code)
    texts = tomllib.loads((BOOK / "pictures.toml").read_text(encoding="utf-8"))
    assert sorted(used) == sorted(texts)
    assert all(len(text.split()) >= 10 and text.endswith(".") for text in texts.values())


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_page_promises_no_controls_and_no_kernel(path):
    cells = read_cells(path, "markdown")
    for heading in ("## Lab", "## Exercises"):
        [cell] = [cell for cell in cells if cell.startswith(heading)]
        assert "In JupyterLab" in cell


@EACH_PAGE
def test_no_address_is_left_to_fill_in(page):
    code = read_cells(ROOT / page, "code") if page.endswith(".ipynb") else []
    assert "ADDRESS" not in "\n".join([PROSE[page], *code])


# Links and commands

@EACH_PAGE
def test_links_between_files_lead_somewhere(page):
    folder = (ROOT / page).parent
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", PROSE[page])
    assert [target for target in targets if not (folder / target).exists()] == []


def list_targets():
    """Return the targets that `make help` prints."""
    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(re.findall(r"^make (\S+)", printed.stdout, flags=re.M))


@pytest.mark.parametrize("page", ["README.md", "book/how_to_use.md"])
def test_commands_exist_and_the_daily_ones_are_told(page):
    told = set(re.findall(r"\bmake ([a-z]+)(?=`|   )", PROSE[page]))
    assert told - list_targets() - {"help"} == set()
    assert {"help", "book", "lab", "serve", "test", "bench", "clean"} <= told


def test_readme_begins_with_what_it_is_a_picture_and_two_commands():
    first_screen = PROSE["README.md"].split("\n## ")[0]
    assert first_screen.startswith("# Filling the Hole")
    assert "](book/_static/front.png)" in first_screen
    assert re.findall(r"^make (\w+) ", first_screen, flags=re.M) == ["book", "lab"]


def test_readme_names_every_folder():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git repository")
    folders = {path.split("/")[0] for path in listed.stdout.split() if "/" in path}
    told = set(re.findall(r"^\| `(\w+)/` \|", PROSE["README.md"], flags=re.M))
    assert told == {folder for folder in folders if not folder.startswith(".")}


def test_readme_example_runs():
    example = re.search(r"```python\n(.*?)```", PROSE["README.md"], flags=re.S)[1]
    image = np.random.default_rng(0).random((128, 128, 3), dtype=np.float32)
    names = {"image": image}
    exec(example, names)  # noqa: S102
    hole = names["mask"]
    assert names["filled"].shape == image.shape and hole.sum() == 32 * 32
    assert np.array_equal(names["filled"][~hole], image[~hole])
    assert not np.array_equal(names["filled"][hole], image[hole])


# The pages' promises

@pytest.mark.parametrize("name", list_photos(include_grey=True))
def test_credits_tell_all_that_is_known_of_a_photo(name):
    entry = re.search(rf"^`{name}`\n: (.*?)(?=\n\n)", PROSE["book/credits.md"], flags=re.M | re.S)
    told = re.sub(r"[<>]", "", " ".join(entry[1].split()))
    photo = describe_photo(name)
    for fact in (photo.title, photo.author, photo.licence, photo.source):
        assert fact == NOT_STATED or fact in told


def test_front_picture_is_what_its_tool_makes():
    import tools.book.draw_front as tool
    pictures = tool.load_pictures()
    rows = tool.fill_pictures(pictures)
    kept = json.loads(tool.SCORES.read_text(encoding="utf-8"))
    made = tool.list_scores(pictures, rows)
    assert made.keys() == kept.keys()
    for name in kept:
        assert made[name] == pytest.approx(kept[name], abs=0.5)
    drawn, stored = (np.asarray(picture.convert("RGB"), float)
                     for picture in (tool.draw_picture(rows), Image.open(tool.PICTURE)))
    assert drawn.shape == stored.shape
    assert np.abs(drawn - stored).mean() < 1


def test_verdicts_page_takes_its_findings_from_the_chapters():
    rows = re.findall(r"^\| (\d+) \|[^|]*\|(.*)\|$", PROSE["book/verdicts.md"], flags=re.M)
    assert [int(number) for number, _ in rows] == list(range(1, 12))
    for number, cells in rows:
        found = re.findall(r"\{glue:text\}`\.\./chapters/([\w.]+)::(\w+):s`", cells)
        assert [key for _, key in found] == [f"claim_{number}_verdict", f"claim_{number}_evidence"]
        assert not re.search("|".join(VERDICTS), re.sub(r"`[^`]*`", "", cells))
        for chapter, _ in found:
            code = "\n".join(read_cells(ROOT / "chapters" / chapter, "code"))
            assert len(re.findall(rf"record_verdict\(\s*{number},", code)) == 1


def test_every_claim_that_a_chapter_decides_is_on_the_page():
    decided = {claim for path in CHAPTERS
               for claim in re.findall(r"record_verdict\(\s*(\d+),", "".join(
                   read_cells(path, "code")))}
    assert decided == set(re.findall(r"claim_(\d+)_verdict", PROSE["book/verdicts.md"]))


BOARD = np.arange(12).reshape(3, 4)
SELF_CHECK = {
    1: f"{np.mean([10, 12, 14, 10, 14, 10, 12, 14]):.0f}. ",
    2: f"= {np.mean(np.square([1, 2, 2])):.0f}. ",
    3: f"{np.sqrt(25):.0f} grey levels",
    4: f"= {np.dot([1, 2, 0], [3, 1, 5])}$",
    5: "$9 \\times 9$",
    6: f"slope is {2 * (5 - 3)}, positive",
    7: f"= {5 - 2 * (5 - 3)}$",
    9: f"`{BOARD.shape}`, `{BOARD[0, 2]}` and `{BOARD[1:, :2].shape}`",
    10: f"{np.zeros((300, 451, 3)).shape[0]} rows",
    11: f"{np.array([5., 6., 7.])[np.array([True, False, True])].mean()}, the mean",
    12: f"`{(2 * np.array([200, 100], dtype=np.uint8)).tolist()}`",
}


@pytest.mark.parametrize("number", SELF_CHECK)
def test_self_check_answers_are_right(number):
    question = re.search(rf"^\*\*{number}\.\*\*.*?^:::$", PROSE["book/self_check.md"],
                         flags=re.M | re.S)[0]
    assert SELF_CHECK[number] in question
