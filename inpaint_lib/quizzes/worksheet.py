"""A quiz as Markdown, for paper and for the teacher's notes."""

from inpaint_lib.quizzes.page import shorten_section
from inpaint_lib.quizzes.questions import LETTERS, load_quiz


def write_quiz_markdown(name, answers=False):
    """Return a quiz as plain Markdown: empty boxes, or each option with its feedback.

    Parameters
    ----------
    name : str
        One of `list_quizzes`.
    answers : bool
        Whether to say which option is right, what to say to each, and where to read again.

    Returns
    -------
    str
        Without a heading, so that it fits under any.

    Raises
    ------
    KeyError
        If there is no quiz of that name.

    Examples
    --------
    >>> sheet = write_quiz_markdown("00_images_with_holes")
    >>> sheet.splitlines()[0][:5], "Right." in sheet
    ('**1.*', False)
    >>> "**Right.**" in write_quiz_markdown("00_images_with_holes", answers=True)
    True
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
