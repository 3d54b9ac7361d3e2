"""All commands of the course: ``python -m inpaint_lib COMMAND``; ``--help`` lists them."""

import argparse
import importlib
import sys

COMMANDS = {
    "fill": ("commands.fill", "fill the holes of your own picture"),
    "train": ("commands.train", "train a network by a recipe"),
    "score": ("commands.score", "score networks and untrained fills on the same images"),
    "replicate": ("commands.replicate", "repeat the whole paper on photographs; it takes hours"),
    "faces": ("datasets.face_cache", "draw the faces of the course now, and keep them"),
}
"""Name of each command, the file that holds it, and what it does."""


def main(arguments=None):
    """Run the command that is named first; return its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line if left out.

    Returns
    -------
    int
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(
        prog="python -m inpaint_lib", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="The commands of the course; each has a --help of its own.",
        epilog="\n".join(f"  {name:10} {words}" for name, (_, words) in COMMANDS.items()))
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of those below")
    # Only the first word is read here: the others are the command's own.
    name = parser.parse_args(arguments[:1]).command
    try:
        return importlib.import_module(f"inpaint_lib.{COMMANDS[name][0]}").main(arguments[1:])
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    code = main()
    # After a Ctrl+C that passed through any exec(), Python would end by the signal, caught or not,
    # unless another exec() came through.
    exec("")
    sys.exit(code)
