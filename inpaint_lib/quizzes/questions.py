"""What a quiz is, and how it is read from its file and checked."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

QUIZ_FIELDS = {"title", "introduction", "feedback", "questions"}
QUESTION_FIELDS = {"id", "question", "options", "chapter", "section"}
OPTIONAL_FIELDS = {"grid", "skill", "sources"}
OPTION_FIELDS = {"text", "feedback"}
FEEDBACK = ("at once", "when asked")
LETTERS = "ABCDEF"


@dataclass(frozen=True)
class Option:
    """One answer that a reader may choose.

    Parameters
    ----------
    text : str
        The answer.
    feedback : str
        Why it is right or wrong, in a sentence or two.
    right : bool
    """

    text: str
    feedback: str
    right: bool


@dataclass(frozen=True)
class Question:
    """One question with its options, of which exactly one is right.

    Parameters
    ----------
    id : str
        Unique in its quiz.
    question : str
        In plain text; code stands between backticks.
    options : tuple of Option
        Three to six.
    chapter : str
        The notebook that answers it, such as ``"00_images_with_holes"``.
    section : str
        A heading of that notebook: where to read again.
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
    """A list of questions with a title; a notebook shows it as a form.

    Parameters
    ----------
    name : str
        The name of its file.
    title, introduction : str
    feedback : {"at once", "when asked"}
        Whether a chosen option is answered at once, or when the reader ticks a box.
    questions : tuple of Question
    """

    name: str
    title: str
    introduction: str
    feedback: str
    questions: tuple

    def _repr_html_(self):
        from inpaint_lib.quizzes.page import write_quiz_html
        return write_quiz_html(self)

    def __repr__(self):
        return f"{self.title}: {len(self.questions)} questions"


def find_quizzes():
    """Return the folder of the quizzes: beside the library, or above the working directory.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FileNotFoundError
        If it is nowhere.

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
    """Return the names of all quizzes: those of the chapters, then *after* and *before*.

    Returns
    -------
    list of str

    Examples
    --------
    >>> list_quizzes()[0]
    '00_images_with_holes'
    """
    return sorted(path.stem for path in find_quizzes().glob("*.json"))


def load_quiz(name):
    """Read one quiz by its name.

    Parameters
    ----------
    name : str
        One of `list_quizzes`; a chapter's quiz has the chapter's name.

    Returns
    -------
    Quiz

    Raises
    ------
    KeyError
        If there is no quiz of that name.
    ValueError
        If its file is not a quiz; the message says where and why.

    Examples
    --------
    >>> load_quiz("00_images_with_holes")
    Quiz: images with holes: 5 questions
    """
    if name not in list_quizzes():
        raise KeyError(f"There is no quiz {name!r}; the quizzes are {', '.join(list_quizzes())}.")
    return read_quiz(find_quizzes() / f"{name}.json")


def read_quiz(path):
    """Read a quiz from a file and check it.

    Parameters
    ----------
    path : path-like
        A JSON file; `load_quiz` knows those of the course.

    Returns
    -------
    Quiz

    Raises
    ------
    ValueError
        If a field is missing, unknown or empty, an option has no feedback of its own, two options
        are alike, or not exactly one is right. The message names the file and the question.

    Examples
    --------
    >>> quiz = read_quiz(find_quizzes() / "00_images_with_holes.json")
    >>> quiz.questions[0].options[0].right
    False
    """
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
