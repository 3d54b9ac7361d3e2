"""A quiz as a form for a page: radio buttons and style rules, no script."""

import re
from html import escape

from inpaint_lib.quizzes.questions import LETTERS, load_quiz

# The page around it gives ink and paper, so that the quiz is readable wherever it stands; only the
# bars beside the answers have colours of their own, told apart from white and from black alike.
STYLE = """
.quiz { color: inherit; max-width: 44rem; margin: 1rem 0; line-height: 1.5; text-align: left; }
html[data-theme="dark"] .quiz { color: var(--pst-color-text-base); }
.quiz fieldset { margin: 0 0 1.25rem; padding: .75rem 1rem; min-width: 0; background: none;
  border: 1px solid #8a8a8a; border-radius: .25rem; }
.quiz legend { float: left; width: 100%; margin: 0 0 .5rem; padding: 0; border: 0; font: inherit;
  font-weight: 600; color: inherit; }
.quiz legend + * { clear: both; }
.quiz pre { margin: 0 0 .5rem; padding: .5rem; overflow-x: auto; font-size: .9em; color: inherit;
  background: none; border: 1px solid #8a8a8a; }
.quiz code { padding: 0 .15em; color: inherit; background: none; border: 0; font-size: .95em;
  overflow-wrap: anywhere; }
.quiz label { display: flex; gap: .6rem; align-items: baseline; margin: 0; padding: .35rem .25rem;
  cursor: pointer; }
.quiz label:hover { text-decoration: underline; }
.quiz input { flex: none; width: 1.1rem; height: 1.1rem; margin: 0; position: relative;
  top: .2rem; opacity: 1; }
.quiz label:has(:focus-visible) { outline: 2px solid #2f7fd6; }
.quiz [role=status] > p { margin: .5rem 0 0; padding: .25rem .75rem; border-left: .35rem solid
  #c2611a; color: inherit; }
.quiz [role=status] > p.right { border-left-color: #2e8b57; }
.quiz a { color: inherit; text-decoration: underline; }
.quiz button { padding: .3rem .8rem; font: inherit; color: inherit; background: none;
  border: 1px solid currentColor; border-radius: .25rem; cursor: pointer; }
.quiz { counter-reset: right; }
.quiz input.right:checked { counter-increment: right; }
.quiz .count::before { content: counter(right); }
@supports selector(:has(*)) {
  .quiz [role=status] > p, .quiz .score { display: none; }
RULES
  .quiz.at-once .score, .quiz:has(.ask:checked) .score { display: block; }
}
@media print { .quiz fieldset { break-inside: avoid; } }
"""
RULE = ("  .quiz.at-once fieldset:has(label:nth-of-type({0}) :checked) [role=status] > "
        ":nth-child({0}),\n  .quiz:has(.ask:checked) fieldset:has(label:nth-of-type({0}) :checked) "
        "[role=status] > :nth-child({0}) {{ display: block; }}")
# JupyterLab takes arrows and Enter for itself, but on elements that carry this.
OWN_KEYS = "data-lm-suppress-shortcuts"
VERDICTS = {True: "Right.", False: "Not this one."}


def show_quiz(name):
    """Show a quiz in a notebook, as a form that also works in the saved page.

    Taught in no chapter: each ends with one.

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

    Each question is a fieldset of radio buttons, so Tab and the arrow keys work. Below stand the
    answers to all its options, in a live region; a style rule shows the one of the chosen option.

    Parameters
    ----------
    quiz : Quiz
    link : callable, optional
        From a chapter's name and the anchor of a section to an address. The default leads to the
        same page if the quiz is that chapter's, else to the notebook.

    Returns
    -------
    str

    Examples
    --------
    >>> page = write_quiz_html(load_quiz("00_images_with_holes"))
    >>> page.count('type="radio"') >= 15, "<script" in page
    (True, False)
    """
    link = link or (lambda chapter, anchor: ("" if chapter == quiz.name else f"{chapter}.ipynb")
                    + f"#{anchor}")
    at_once = quiz.feedback == "at once"
    rules = "\n".join(RULE.format(place) for place in range(1, len(LETTERS) + 1))
    parts = [f"<style>{STYLE.replace('RULES', rules)}</style>",
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
    """Return the name under which a page links to a heading.

    Examples
    --------
    >>> make_anchor("Experiment: the paper's own photos")
    'experiment-the-paper-s-own-photos'
    """
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
