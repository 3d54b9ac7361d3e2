"""Write everything that the playgrounds load into ``_build/extra/playground``.

``make book`` calls this; alone: ``python -m tools.playground.build``.
"""

import importlib
import shutil

from tools.book.kept_build import hash_files, hash_outputs, list_inputs
from tools.paths import ROOT
from tools.playground.faces import write_faces
from tools.playground.pictures import save_picture

SOURCE = ROOT / "book" / "playground"
TARGET = ROOT / "_build" / "extra" / "playground"
WRITERS = {
    "paint": "tools.playground.paint:write_paint",
    "score": "tools.playground.score:write_score",
    "blind": "tools.playground.blind:write_blind",
    "stencil": "tools.playground.stencil:write_stencil",
    "rings": "tools.playground.flipbooks:write_rings",
    "convolution": "tools.playground.field:write_convolution",
    "field": "tools.playground.field:write_field",
    "epochs": "tools.playground.flipbooks:write_epochs",
    "before_after": "tools.playground.flipbooks:write_before_after",
}
"""By playground: the function that writes its data into a folder and returns its still picture."""


def describe_sources():
    """Return a hash of everything that data and still pictures are made from."""
    return hash_files(list_inputs(ROOT / "tools" / "playground"), ROOT) + hash_outputs()


def copy_scripts(target=TARGET):
    """Put the scripts and the style sheet beside the data, and none that is gone."""
    target.mkdir(parents=True, exist_ok=True)
    for path in target.glob("*.*"):
        path.unlink()
    for path in [*SOURCE.glob("*.js"), *SOURCE.glob("*.css")]:
        shutil.copyfile(path, target / path.name)


def write_playgrounds(target=TARGET):
    """Write scripts, and data and still pictures if what they are made from has changed."""
    copy_scripts(target)
    data = target / "data"
    stamp, current = data / "made.txt", describe_sources()
    if stamp.exists() and stamp.read_text() == current:
        return
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    write_faces(data)
    for name, writer in WRITERS.items():
        module, function = writer.split(":")
        still = getattr(importlib.import_module(module), function)(data)
        save_picture(still, data / f"{name}.webp")
    stamp.write_text(current)


if __name__ == "__main__":
    write_playgrounds()
