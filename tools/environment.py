"""Make the course's environment: the folder ``.venv`` with what ``requirements.lock`` names.

    python3 tools/environment.py

``make`` calls this before anything else; where there is no make, call it yourself. It runs on the
reader's own Python, so it needs nothing else, and a Python too old or too new can still read it.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ((3, 11), (3, 12), (3, 13))
COLLECTING = re.compile(r"Collecting (\S+)")
NOISE = re.compile(r"WARNING|\[notice\]|DEPRECATION|\s*$")
ADVICE = """
What to do: see that the network is there and that the disk has room ({room} are needed), then give
the same command again; nothing is fetched twice. If it fails again, the whole output is in
{log};
the page book/install.md tells more under "When something goes wrong"."""


class InstallError(Exception):
    """The environment cannot be made; the message says why and what to do."""


def name_versions():
    """Return the versions of Python that will do, in words."""
    names = ["{}.{}".format(*version) for version in VERSIONS]
    return "Python " + ", ".join(names[:-1]) + " or " + names[-1]


def check_python(version=sys.version_info):
    """Raise where this version of Python is none that the course was tried on."""
    if tuple(version[:2]) not in VERSIONS:
        raise InstallError("This course needs {}, and {} is Python {}.{}. Install one of them, or "
                           "name it: make PYTHON=/path/to/python3.12"
                           .format(name_versions(), sys.executable, *version[:2]))
    try:
        import ensurepip  # noqa: F401  Debian and Ubuntu have it in a package of its own
        import venv  # noqa: F401
    except ImportError:
        raise InstallError("{} cannot make environments; on Debian and Ubuntu: sudo apt-get "
                           "install python{}.{}-venv".format(sys.executable, *version[:2]))


def find_python(folder):
    """Return the path of an environment's own Python."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def list_install_commands(python, lock):
    """Return the commands that install a complete lock as it stands, the first choice first.

    None of them looks for versions: a resolver would meet newer releases and stop at a hash it
    does not know.
    """
    uv = shutil.which("uv")
    fast = [uv, "pip", "sync", "--python", str(python), "--require-hashes", "--compile-bytecode",
            str(lock)]
    plain = [str(python), "-m", "pip", "install", "--no-deps", "--require-hashes",
             "--requirement", str(lock)]
    return [fast, plain] if uv else [plain]


def run_quietly(command, log, cwd=None):
    """Run a command, keep what it prints in a file, and return its exit code and the lines.

    On a terminal one line counts the packages that arrive.
    """
    environ = dict(os.environ, PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    lines, seen = [], 0
    with open(str(log), "a", encoding="utf-8") as file:
        process = subprocess.Popen(command, cwd=cwd and str(cwd), env=environ, encoding="utf-8",
                                   errors="replace", stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in process.stdout:
            file.write(line)
            lines.append(line)
            found = COLLECTING.match(line)
            if found and sys.stderr.isatty():
                seen += 1
                sys.stderr.write("\r{} packages: {:60.60}".format(seen, found.group(1)))
        if seen:
            sys.stderr.write("\n")
    return process.wait(), lines


def find_error(lines):
    """Return what a failed command said, without the warnings around it."""
    plain = [line.rstrip() for line in lines if not NOISE.match(line)]
    starts = [number for number, line in enumerate(plain) if re.match("error", line, re.I)]
    return "\n".join(plain[starts[0]:][:20] if starts else plain[-10:])


def install_lock(python, lock, log):
    """Install the lock, and see that nothing is missing."""
    for command in list_install_commands(python, lock):
        code, lines = run_quietly(command, log)
        if code == 0:
            break
    else:
        raise InstallError(find_error(lines))
    code, lines = run_quietly([str(python), "-m", "pip", "check"], log)
    if code:
        raise InstallError("The lock is incomplete, which is our mistake, please report it:\n"
                           + find_error(lines))


def install_library(python, root, log):
    """Install the course's own library, so that its files are used where they stand."""
    code, lines = run_quietly([str(python), "-m", "pip", "install", "--no-deps",
                               "--no-build-isolation", "--editable", "."], log, cwd=root)
    if code:
        raise InstallError(find_error(lines))


def describe_room(root):
    """Return in words what is fetched and how much room it takes, as measured."""
    with open(str(root / "data" / "install_sizes.csv"), encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    return "{:.1f} GB to fetch and {:.1f} GB on the disk".format(
        *(float(row[column]) / 1000 for column in ("download_megabytes", "installed_megabytes")))


def make_environment(root=ROOT):
    """Make the environment where it is missing or the lock has changed; install the library."""
    folder, lock = root / ".venv", root / "requirements.lock"
    python, log, copy = find_python(folder), folder / "install.log", folder / "requirements.lock"
    room = describe_room(root)
    try:
        if not copy.exists() or copy.read_bytes() != lock.read_bytes():
            print("Making .venv from requirements.lock: {}, once.".format(room), flush=True)
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
            install_lock(python, lock, log)
            shutil.copyfile(str(lock), str(copy))
        install_library(python, root, log)
    except (InstallError, OSError, subprocess.CalledProcessError) as error:
        raise InstallError("{}\n{}".format(error, ADVICE.format(room=room, log=log)))


def main():
    """Make the environment and return the exit code."""
    for variable in ("PYTHONPATH", "PYTHONHOME"):  # would lead to packages outside
        os.environ.pop(variable, None)
    try:
        check_python()
        make_environment()
    except InstallError as error:
        print("\nThe course is not installed. {}".format(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
