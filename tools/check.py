"""Check what has changed, in less than a minute: ``make check`` before each commit.

Style of all code, then of what differs from the branch ``main``: the doctests of the changed
modules and the tests that are named for them or import them. Changed chapters and pages get the
tests of style and prose. All the rest is for ``make test``.
"""

import argparse
import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MANY = 8
"""A module that more test files import than this is checked by its own test alone."""

TEXT_TESTS = ("test_style.py", "test_prose.py")
TEXTS = (".ipynb", ".md")


def list_changed(base=None, root=ROOT):
    """Return the paths that differ from where the branch left main, new files too, deleted not."""
    def ask(*words):
        run = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True)
        return run.stdout.split("\0") if run.returncode == 0 else []
    bases = [base] if base else ["origin/main", "main"]
    commits = [commit.strip() for name in bases for commit in ask("merge-base", "HEAD", name)]
    if base and not commits:
        raise SystemExit(f"git knows no commit {base}.")
    names = {*ask("diff", "--name-only", "-z", *(commits[:1] or ["HEAD"])),
             *ask("ls-files", "--others", "--exclude-standard", "-z")}
    return sorted(root / name for name in names if name and (root / name).is_file())


def list_imports(path):
    """Return the dotted names of all modules that a Python file may import."""
    tree, names = ast.parse(path.read_text(encoding="utf-8")), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def choose_tests(changed, root=ROOT):
    """Return the test files for these changed files, and the modules too widely used for that."""
    tests = sorted((root / "tests").rglob("test_*.py"))
    imports = {test: list_imports(test) for test in tests}
    chosen, wide = {path for path in changed if path in imports}, []
    for path in changed:
        if path.suffix in TEXTS:
            chosen |= {test for test in tests if test.name in TEXT_TESTS}
        if path.suffix != ".py" or path in imports:
            continue
        module = path.relative_to(root).with_suffix("")
        dotted = ".".join(module.parts).removesuffix(".__init__")
        own = {test for test in tests if test.name == f"test_{path.stem}.py"
               and test.parent.name in (path.parent.name, "tests")}
        users = {test for test in tests if dotted in imports[test]}
        if len(users) > MANY:
            wide.append(module.as_posix())
            users = set()
        chosen |= own | users
    return sorted(chosen), wide


def main():
    """Run the checks and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", help="what to compare with; main if left out")
    changed = list_changed(parser.parse_args().base)
    tests, wide = choose_tests(changed)
    modules = [path for path in changed
               if path.suffix == ".py" and path.is_relative_to(ROOT / "inpaint_lib")]
    print(f"{len(changed)} changed files, {len(tests)} test files, {len(modules)} modules.")
    code = subprocess.run([sys.executable, "-m", "ruff", "check", ROOT]).returncode
    if tests or modules:
        run = subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "2", "--doctest-modules",
                              "-m", "not slow and not browser", *modules, *tests], cwd=ROOT)
        code = code or run.returncode * (run.returncode != 5)  # 5: nothing to run
    for module in wide:
        print(f"{module} is imported by more than {MANY} test files: `make test` runs them.")
    return code


if __name__ == "__main__":
    sys.exit(main())
