"""What several test files share: the chapters, the built book, a browser."""

import os

import pytest
from hypothesis import settings

from tests.paths import CHAPTERS, ROOT
from tools.browser import find_browser

# No test asserts a time, and a busy machine is no fault.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
NO_BROWSER = ("NO BROWSER: no Chromium was found, so the pages were not opened in one. "
              "Install it with `sudo apt-get install chromium`, or run .ci/run.")

LONG = ("test_train.py", "test_moved_holes.py", "test_kept_build.py", "test_every_page.py",
        "test_browser.py",
        "test_export_anywhere.py", "test_environment.py", "test_replicate.py")
"""Files that take longest, by ``pytest --durations=0``: begun first, so that no core waits."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


def pytest_generate_tests(metafunc):
    if "chapter" in metafunc.fixturenames:
        metafunc.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)


def pytest_terminal_summary(terminalreporter):
    if not find_browser():
        terminalreporter.section("no browser", sep="!")
        terminalreporter.line(NO_BROWSER)


@pytest.fixture(autouse=True)
def same_environment():
    """Undo what a command run inside a test sets: kernels started later would inherit it."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def browser_path():
    """Return the browser's path; without one, fail where CI is set and skip elsewhere."""
    path = find_browser()
    if not path:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    return path


@pytest.fixture(scope="session")
def html():
    """Return the folder of the built book."""
    folder = ROOT / "_build" / "html"
    if not (folder / "book" / "index.html").exists():
        pytest.fail("The book is not built. Run `make book` first, or `make test` for both.")
    return folder
