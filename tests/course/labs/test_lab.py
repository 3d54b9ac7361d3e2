"""What all labs share: opening, answering, closing, and the still picture of a page."""

import json
import subprocess
import sys
import weakref

import ipywidgets
import numpy as np
import pytest

from inpaint_lib.course import labs
from inpaint_lib.course.labs import lab as board
from tools.book.check_links import parse_page

LABS = {name: getattr(labs, name) for name in labs.__all__}
EACH_LAB = pytest.mark.parametrize("name", LABS)


def list_controls(kind):
    opened = kind()
    names = list(opened.controls)
    opened.close()
    return names


@pytest.fixture
def lab(name):
    opened = LABS[name]()
    yield opened
    opened.close()


def test_there_is_one_lab_a_chapter():
    assert set(LABS) == {"hole", "stencil", "net", "field", "paint", "blind", "brush", "critic",
                         "encoder"}
    assert {kind.name for kind in LABS.values()} == set(LABS)


def test_importing_the_labs_loads_nothing_heavy():
    code = ("import json, sys, inpaint_lib.course.labs; print(json.dumps([name for name in "
            "('tensorflow', 'keras', 'ipywidgets', 'ipycanvas', 'IPython', 'matplotlib.pyplot') "
            "if name in sys.modules]))")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == []


def test_no_lab_loads_tensorflow_when_it_is_opened():
    code = ("import sys; from inpaint_lib.course import labs\n"
            "for name in labs.__all__: getattr(labs, name)()._repr_mimebundle_()\n"
            "print('tensorflow' in sys.modules or 'keras' in sys.modules)")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False"]


@EACH_LAB
@pytest.mark.parametrize("package", ["ipywidgets", "ipycanvas"])
def test_without_its_packages_a_lab_says_what_to_install(name, package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    if package == "ipycanvas" and name not in ("hole", "brush"):
        LABS[name]().close()
        return
    with pytest.raises(ImportError, match=rf"{package}, which is not .*pip install ipywidgets"):
        LABS[name]()


@EACH_LAB
def test_a_page_without_a_kernel_gets_a_picture_and_a_line_on_how_to_run_it(name, lab):
    bundle = lab._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    still = bundle["text/html"]
    assert still.count("<img") == 1 and 'src="data:image/png;base64,' in still
    picture, alt, words = lab.draw_still()
    assert "make lab" in still and "launch button" not in still
    assert words[:20] in still and words.endswith(".")
    assert len(alt.split()) >= 10 and np.ptp(np.asarray(picture)) > 100
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == lab.box.model_id


@EACH_LAB
def test_the_words_are_announced_and_the_picture_is_described(name, lab):
    assert 'role="status" aria-live="polite"' in lab._words.value
    assert lab.answer.words[:30] in lab._words.value
    assert len(lab.answer.alt.split()) >= 10 and lab.answer.alt[:20] in lab._picture.value


CONTROLS = [(name, text) for name, kind in LABS.items() for text in list_controls(kind)]


@pytest.mark.parametrize("name, text", CONTROLS)
def test_every_control_bears_its_name_and_changes_what_is_shown(name, text, lab):
    control = lab.controls[text]
    assert control.description == text
    if text == "Start again":
        lab.controls["play"].value = 1
    before = lab._picture.value, lab._words.value
    if isinstance(control, ipywidgets.Button):
        control.click()
    elif isinstance(control, ipywidgets.Dropdown) and len(control.options) > 1:
        control.index = (control.index + min(2, len(control.options) - 1)) % len(control.options)
    elif isinstance(control, (ipywidgets.IntSlider, ipywidgets.FloatSlider, ipywidgets.Play)):
        control.value += 1 if control.value < control.max else -1
    else:
        pytest.skip("test_lab_paint.py or test_lab_brush.py tries this one")
    assert lab._picture.value != before[0] and lab._words.value != before[1]


@EACH_LAB
def test_opening_again_closes_the_first_and_lets_go_of_it(name):
    first = LABS[name]()
    parts, answer = board.list_widgets(first.box), weakref.ref(first.answer)
    second = LABS[name]()
    assert all(part.comm is None for part in parts)
    assert all(not part.has_trait("value") or not part._trait_notifiers.get("value")
               for part in parts)
    assert answer() is None and first.answer is None
    assert "closed" in first._repr_mimebundle_()["text/plain"]
    assert second.box.comm is not None
    second.close()
    assert name not in board.Lab._open


@EACH_LAB
def test_closing_twice_does_no_harm(name):
    lab = LABS[name]()
    lab.close()
    lab.close()


def count_widgets():
    from ipywidgets.widgets import widget
    return len(widget._instances)


@EACH_LAB
def test_ten_openings_leave_as_many_widgets_as_one(name):
    LABS[name]()
    before = count_widgets()
    for _ in range(10):
        lab = LABS[name]()
    assert count_widgets() == before
    lab.close()


def test_controls_set_together_give_one_answer(monkeypatch):
    lab, asked = labs.field(), []
    answer = lab.find_answer
    monkeypatch.setattr(lab, "find_answer", lambda settings: asked.append(1) or answer(settings))
    lab.set(kernel=5, depth=3)
    assert len(asked) == 1 and lab.answer.size == 36
    with pytest.raises(KeyError):
        lab.set(colour=1)
    lab.close()


def test_words_are_escaped():
    lab = labs.field()
    lab.say("<b>&")
    assert "&lt;b&gt;&amp;" in lab._words.value
    lab.close()


def test_the_plain_lab_leaves_its_parts_to_its_kinds():
    with pytest.raises(NotImplementedError):
        board.Lab()
    for call in (lambda lab: lab.read_settings(), lambda lab: lab.find_answer(None)):
        with pytest.raises(NotImplementedError):
            call(object.__new__(board.Lab))


def test_the_pages_show_each_lab_as_a_picture_and_no_dead_slider(chapter, html):
    page = parse_page(html / "chapters" / f"{chapter.stem}.html")
    source = chapter.read_text(encoding="utf-8")
    assert sum(f"labs.{name}(" in source for name in LABS) == 1
    still, = page.select(".cell_output .lab-still")
    picture = still.select_one("img.lab-picture")
    assert (html / "chapters" / picture["src"]).is_file() and picture["alt"]
    assert "make lab" in still.get_text()
    assert not page.select(".cell_output script")
