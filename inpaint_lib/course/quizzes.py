"""Quizzes: questions whose every option has an answer of its own, on a page or on paper.

The questions lie in ``book/quizzes/``, one JSON file a quiz, and their look in ``quiz.css`` there.
From them come the quiz at the end of each chapter (`show_quiz`), the page *Before and after*, and
the worksheets. Nothing in a shown quiz is a script: it works without a kernel, in a saved page and
with the network off.
"""

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

RULE = ("  .quiz.at-once fieldset:has(label:nth-of-type({0}) :checked) [role=status] > "
        ":nth-child({0}),\n  .quiz:has(.ask:checked) fieldset:has(label:nth-of-type({0}) :checked) "
        "[role=status] > :nth-child({0}) {{ display: block; }}")
# JupyterLab takes arrows and Enter for itself, but on elements that carry this.
OWN_KEYS = "data-lm-suppress-shortcuts"
VERDICTS = {True: "Right.", False: "Not this one."}

QUIZ_FIELDS = {"title", "introduction", "feedback", "questions"}
QUESTION_FIELDS = {"id", "question", "options", "chapter", "section"}
OPTIONAL_FIELDS = {"grid", "skill", "sources"}
OPTION_FIELDS = {"text", "feedback"}
FEEDBACK = ("at once", "when asked")
LETTERS = "ABCDEF"


def show_quiz(name):
    """Show a quiz in a notebook, as a form that also works in the saved page.

    Parameters
    ----------
    name : str
        The chapter's name, such as ``"00_images_with_holes"``; one of `list_quizzes`.

    Returns
    -------
    Quiz
        It shows itself when it is the last line of a cell.

    Raises
    ------
    KeyError
        If there is no quiz of that name.

    Examples
    --------
    >>> show_quiz("00_images_with_holes")
    Quiz: images with holes: 5 questions
    """
    return load_quiz(name)


def write_quiz_html(quiz, link=None):
    """Return a quiz as HTML with its own style rules and without any script.

    Each question is a fieldset of radio buttons, so Tab and the arrow keys work; a style rule shows
    the answer to the chosen option, in a live region. `link` makes an address from a chapter's name
    and the anchor of a section.
    """
    link = link or (lambda chapter, anchor: ("" if chapter == quiz.name else f"{chapter}.ipynb")
                    + f"#{anchor}")
    at_once = quiz.feedback == "at once"
    rules = "\n".join(RULE.format(place) for place in range(1, len(LETTERS) + 1))
    parts = [f"<style>{_read_style().replace('RULES', rules)}</style>",
             # A form of this method, outside a dialog, is never sent.
             f'<form class="quiz {"at-once" if at_once else "when-asked"}" method="dialog" '
             f'autocomplete="off" aria-label="{escape(quiz.title)}">',
             f"<p>{mark_code(quiz.introduction)}</p>"]
    for number, question in enumerate(quiz.questions, 1):
        parts += _write_question(quiz, number, question, link)
    if not at_once:
        parts.append(f'<label><input type="checkbox" class="ask" {OWN_KEYS}>'
                     "<span>Show which answers are right, and why</span></label>")
    parts += [f'<p class="score" role="status">Right: <strong class="count"></strong> of '
              f"{len(quiz.questions)}.</p>",
              f'<p><button type="reset" {OWN_KEYS}>Start again</button></p>', "</form>"]
    return "\n".join(parts)


def _read_style():
    style = (find_quizzes() / "quiz.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/\s*", "", style, flags=re.S)


def _write_question(quiz, number, question, link):
    """Return the lines of one question."""
    yield f"<fieldset><legend>{number}. {mark_code(question.question)}</legend>"
    if question.grid:
        yield "<pre>{}</pre>".format("\n".join(map(escape, question.grid)))
    name = f"{quiz.name}-{question.id}"
    for letter, option in zip(LETTERS, question.options):
        kind = ' class="right"' if option.right else ""
        yield (f'<label><input type="radio" name="{name}"{kind} {OWN_KEYS}>'
               f"<span>{letter}. {mark_code(option.text)}</span></label>")
    yield '<div role="status">'
    address = link(question.chapter, make_anchor(question.section))
    for letter, option in zip(LETTERS, question.options):
        kind = ' class="right"' if option.right else ""
        yield (f"<p{kind}><strong>{letter}. {VERDICTS[option.right]}</strong> "
               f'{mark_code(option.feedback)} <a href="{escape(address)}" {OWN_KEYS}>'
               f"Read again: {escape(shorten_section(question.section))}</a></p>")
    yield "</div></fieldset>"


def mark_code(text):
    """Return plain text as HTML, with what stands between backticks as code.

    Examples
    --------
    >>> mark_code("is `a < b`?")
    'is <code>a &lt; b</code>?'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))


def make_anchor(section):
    """Return the name under which a page links to a heading."""
    return re.sub(r"[^a-z0-9]+", "-", section.lower()).strip("-")


def shorten_section(section):
    """Return a heading as a reader would call it.

    Examples
    --------
    >>> shorten_section("Experiment: make it diverge")
    'Make it diverge'
    """
    words = section.removeprefix("Experiment: ")
    return words[0].upper() + words[1:]


@dataclass(frozen=True)
class Option:
    """One answer that a reader may choose, and why it is right or wrong, in a sentence or two."""

    text: str
    feedback: str
    right: bool


@dataclass(frozen=True)
class Question:
    """One question with its three to six options, of which exactly one is right.

    Attributes
    ----------
    chapter, section : str
        The notebook that answers it, and the heading under which to read again.
    grid : tuple of str
        Lines of numbers or code shown below the question.
    skill : str
        What it tests; the same words in the quiz before and the quiz after the course.
    sources : tuple of str
        Lines that the chapter prints or says, from which the question's numbers are taken.
    """

    id: str
    question: str
    options: tuple
    chapter: str
    section: str
    grid: tuple = ()
    skill: str = ""
    sources: tuple = ()

    @property
    def right(self):
        """Place of the right option, counted from 0."""
        return [option.right for option in self.options].index(True)


@dataclass(frozen=True)
class Quiz:
    """A list of questions; `feedback`, "at once" or "when asked", is when a choice is answered."""

    name: str
    title: str
    introduction: str
    feedback: str
    questions: tuple

    def _repr_html_(self):
        return write_quiz_html(self)

    def __repr__(self):
        return f"{self.title}: {len(self.questions)} questions"


def find_quizzes():
    """Return the folder of the quizzes: beside the library, or above the working directory.

    Examples
    --------
    >>> find_quizzes().name
    'quizzes'
    """
    start = Path.cwd()
    for folder in (Path(__file__).resolve().parents[2], start, *start.parents):
        if (folder / "book" / "quizzes").is_dir():
            return folder / "book" / "quizzes"
    raise FileNotFoundError("The course's folder book/quizzes/ was not found. Clone the whole "
                            "repository and run the notebook from inside it.")


def list_quizzes():
    """Return the names of all quizzes: those of the chapters, then *after* and *before*."""
    return sorted(path.stem for path in find_quizzes().glob("*.json"))


def load_quiz(name):
    """Return the quiz of that name, one of `list_quizzes`, read and checked by `read_quiz`."""
    if name not in list_quizzes():
        raise KeyError(f"There is no quiz {name!r}; the quizzes are {', '.join(list_quizzes())}.")
    return read_quiz(find_quizzes() / f"{name}.json")


def read_quiz(path):
    """Return the quiz in a JSON file; a ValueError names the file and the question at fault."""
    path = Path(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path.name} is no JSON: {error}.") from error
    _check_fields(content, QUIZ_FIELDS, set(), path.name)
    if content["feedback"] not in FEEDBACK:
        raise ValueError(f"{path.name}: feedback is {content['feedback']!r}; wanted one of "
                         f"{', '.join(map(repr, FEEDBACK))}.")
    questions = tuple(_read_question(raw, f"{path.name}, question {number}")
                      for number, raw in enumerate(content["questions"], 1))
    _check_different([question.id for question in questions], "ids", path.name)
    return Quiz(path.stem, content["title"], content["introduction"], content["feedback"],
                questions)


def _read_question(raw, place):
    """Return a question from its part of the file; `place` names it in messages."""
    _check_fields(raw, QUESTION_FIELDS, OPTIONAL_FIELDS, place)
    if not re.fullmatch(r"[a-z0-9_]+", raw["id"]):
        raise ValueError(f"{place}: the id {raw['id']!r} may hold small letters, digits and _.")
    options = []
    for letter, option in zip(LETTERS, raw["options"]):
        _check_fields(option, OPTION_FIELDS, {"right"}, f"{place}, option {letter}")
        options.append(Option(option["text"], option["feedback"], option.get("right") is True))
    if not 3 <= len(raw["options"]) <= len(LETTERS):
        raise ValueError(f"{place}: {len(raw['options'])} options; wanted 3 to {len(LETTERS)}.")
    if sum(option.right for option in options) != 1:
        raise ValueError(f"{place}: {sum(option.right for option in options)} options are right; "
                         "wanted exactly one.")
    _check_different([option.text for option in options], "options", place)
    _check_different([option.feedback for option in options], "feedbacks", place)
    lists = {key: tuple(raw.get(key, ())) for key in ("grid", "sources")}
    return Question(raw["id"], raw["question"], tuple(options), raw["chapter"], raw["section"],
                    skill=raw.get("skill", ""), **lists)


def _check_fields(raw, wanted, allowed, place):
    """Raise unless `raw` is an object with the wanted fields, filled, and no unknown ones."""
    if not isinstance(raw, dict):
        raise ValueError(f"{place}: wanted an object in braces, got {raw!r}.")
    if missing := sorted(wanted - set(raw)):
        raise ValueError(f"{place}: the field {missing[0]!r} is missing.")
    if unknown := sorted(set(raw) - wanted - allowed):
        raise ValueError(f"{place}: the field {unknown[0]!r} is unknown.")
    for key in sorted(wanted):
        kind = list if key in ("questions", "options") else str
        if not isinstance(raw[key], kind) or not raw[key]:
            raise ValueError(f"{place}: the field {key!r} is empty or of the wrong kind.")


def _check_different(texts, what, place):
    """Raise if two of the texts are the same, but for capitals and spaces."""
    plain = [" ".join(text.lower().split()) for text in texts]
    twice = [text for text, same in zip(texts, plain) if plain.count(same) > 1]
    if twice:
        raise ValueError(f"{place}: two {what} are the same: {twice[0]!r}.")


def write_quiz_markdown(name, answers=False):
    """Return a quiz as plain Markdown without a heading: empty boxes, to be ticked on paper.

    With `answers`: which option is right, what to say to each, and where to read again.
    """
    lines = []
    for number, question in enumerate(load_quiz(name).questions, 1):
        lines += [f"**{number}.** {question.question}", ""]
        if question.grid:
            lines += ["```text", *question.grid, "```", ""]
        for letter, option in zip(LETTERS, question.options):
            verdict = "**Right.** " if option.right else ""
            notes = f" ({verdict}{option.feedback})" if answers else ""
            lines.append(f"- [ ] {letter}. {option.text}{notes}")
        if answers:
            lines += ["", f"Read again in chapter {int(question.chapter[:2])}: "
                          f"*{shorten_section(question.section)}*"]
        lines.append("")
    return "\n".join(lines)
