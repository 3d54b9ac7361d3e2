"""Where this repository lives on GitHub, found out rather than typed."""

import os
import re
import subprocess

import nbformat

from tools.paths import ROOT

COLAB_BRANCH = "colab"
"""Where the workflow `publish` puts the chapters that Colab opens: they hold the address."""
FETCH = """\
import os
import sys

if "google.colab" in sys.modules:
    os.system("git clone --depth 1 ADDRESS /content/course")
    sys.path.insert(0, "/content/course")

"""
"""What the first code cell of a chapter begins with where Colab may open it."""
REMOTE = re.compile(
    r"^(?:https://(?:[^@/]+@)?github\.com/|(?:ssh://)?git@github\.com[:/])"
    r"(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?$"
)


def parse_remote(remote):
    """Return ``owner/name`` for the address of a GitHub remote, or None for any other."""
    match = REMOTE.match(remote.strip())
    return f"{match['owner']}/{match['name']}" if match else None


def find_repository(environ=os.environ, root=ROOT):
    """Return the repository's GitHub address, or None where it has none.

    A workflow says it in GITHUB_REPOSITORY; elsewhere the git remote ``origin`` does.
    """
    name = environ.get("GITHUB_REPOSITORY")
    if not name:
        command = ["git", "-C", str(root), "remote", "get-url", "origin"]
        try:
            remote = subprocess.run(command, capture_output=True, text=True).stdout
        except FileNotFoundError:  # no git, as in a downloaded archive
            return None
        name = parse_remote(remote)
    return f"https://github.com/{name}" if name else None


def find_site(repository):
    """Return the address at which GitHub shows the book of a repository, or None without one."""
    match = REMOTE.match(repository or "")
    if not match:
        return None
    owner, name = match["owner"].lower(), match["name"]
    return f"https://{owner}.github.io/" + ("" if name == f"{owner}.github.io" else f"{name}/")


def has_colab_branch(environ=os.environ, root=ROOT):
    """Tell whether the chapters for Colab are published, or are about to be by this workflow."""
    if environ.get("GITHUB_REPOSITORY"):
        return True
    command = ["git", "-C", str(root), "rev-parse", "--verify", "--quiet",
               f"refs/remotes/origin/{COLAB_BRANCH}"]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:  # no git, as in a downloaded archive
        return False


def fill_in_address(text, repository):
    """Return a chapter whose first code cell fetches the course from this address on Colab.

    Without an address the text is returned as it is.
    """
    if not repository:
        return text
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = FETCH.replace("ADDRESS", repository) + first.source
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"
