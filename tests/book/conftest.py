"""The built book, served, and one browser for all tests of a file."""

import pytest
from playwright.sync_api import sync_playwright

from tools.browser import serve


@pytest.fixture(scope="module")
def address(html):
    """Serve the built book on a free port."""
    with serve(html) as found:
        yield found


@pytest.fixture(scope="module")
def browser(browser_path):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield started
        started.close()
