"""The cards of data/ are what their forms make of their facts, letter by letter."""

import re
from string import Formatter

import pytest

import tools.card
from tools.card import tabulate_files, write_card
from tools.paths import DATA
from tools.results import (any_size, anywhere, anywhere_critic, critic_fills, critics, encoders,
                           export_anywhere, faces, free_rivals, gpu_runs, ideas, methods,
                           paintings, pairs, refinement, ship_run, sizes, species)
from tools.run_times import binder, workers

OWN = {"anywhere.onnx": export_anywhere, "anywhere_critic.onnx": export_anywhere,
       "anywhere_critic": anywhere_critic, "anywhere_faces": anywhere, "anywhere_photos": anywhere,
       "binder_chapters": binder, "critic_32_fills": critic_fills, "critics": critics,
       "critics_free": free_rivals,
       "encoders": encoders, "faces_hardness": faces, "gpu_runs": gpu_runs,
       "pairs_5x5": pairs, "refinement": refinement, "sizes": sizes, "species": species,
       "species_seed_1": species, "windows": any_size, "workers": workers}
KINDS = {"anywhere_ideas_*.md": ideas, "methods_*.md": methods, "*_paintings.md": paintings}
CARDS = {DATA / f"{name}.md": tool.CARD for name, tool in OWN.items()}
CARDS |= {path: tool.CARD for pattern, tool in KINDS.items() for path in DATA.glob(pattern)}
CARDS |= {path: ship_run.CARD for path in DATA.glob("*.md")
          if "The run of `recipes/" in path.read_text(encoding="utf-8")
          and path.stem not in ("compact_32_calmer", "compact_32_longer")}
"""The two that are left out say in words of their own what happened to the run."""


class Told(str):
    """A fact in the words of a card, which no format changes."""

    def __format__(self, _):
        return str(self)


def read_facts(form, card):
    """Return what a card has where its form has names in braces."""
    pattern, names = "", set()
    for words, name, _, _ in Formatter().parse(form):
        pattern += re.escape(words)
        if name:
            pattern += f"(?P={name})" if name in names else f"(?P<{name}>.*?)"
            names.add(name)
    found = re.fullmatch(pattern, card, re.DOTALL)
    assert found, "The card is not of its form."
    return {name: Told(words) for name, words in found.groupdict().items()}


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_made_anew_from_its_facts_is_the_same(path, tmp_path, monkeypatch):
    facts = read_facts(CARDS[path], path.read_text(encoding="utf-8"))
    machine = facts.pop("machine")
    monkeypatch.setattr(tools.card, "describe_machine", lambda: machine)
    write_card(tmp_path / path.name, CARDS[path], **facts)
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_facts_are_formatted_and_the_machine_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(tools.card, "describe_machine", lambda: "one core")
    form = "# {name}\n\n{files}\n\n{seconds:.0f} s on {machine}, {count:,} pictures.\n"
    card = write_card(tmp_path / "a.md", form, name="a", seconds=1.6, count=1400,
                      files=tabulate_files([("a.csv", "rows"), ("b.npz", "squares")]))
    assert card == ("# a\n\n| file | what it holds |\n|---|---|\n| `a.csv` | rows |\n"
                    "| `b.npz` | squares |\n\n2 s on one core, 1,400 pictures.\n")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == card


def test_a_fact_that_is_missing_writes_no_card(tmp_path):
    with pytest.raises(KeyError, match="seconds"):
        write_card(tmp_path / "a.md", "{seconds:.0f} s on {machine}")
    assert list(tmp_path.iterdir()) == []
