"""The card beside each file of data/ that a tool makes: what it is, and how to make it again."""

from inpaint_lib.files import replace_file
from tools.machine import describe_machine


def write_card(path, form, **facts):
    """Write a form, with the facts and the machine where it names them in braces; return it."""
    card = form.format(machine=describe_machine(), **facts)
    with replace_file(path) as part:
        part.write_text(card, encoding="utf-8")
    return card


def tabulate_files(files):
    """Return a card's table of files, from (name, what it holds)."""
    return "\n".join(["| file | what it holds |", "|---|---|",
                      *(f"| `{name}` | {words} |" for name, words in files)])
