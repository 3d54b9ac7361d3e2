"""Keep what the lab of chapter 7 shows, so that it needs no network.

    .venv/bin/python -m tools.results.critic_fills

writes data/critic_32_fills.npz and its card.
"""

import numpy as np

from inpaint_lib.course.labs.parts.critic_fills import (FILE, N_JUDGED, N_SHOWN, STEPS,
                                                        change_fills)
from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.datasets.faces import N_TRAIN
from inpaint_lib.files import find_data
from inpaint_lib.fills.network import paint_squares
from inpaint_lib.holes import PAPER_32
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.metrics.features import measure_feature_distance
from inpaint_lib.models.weights import load_network
from tools.card import write_card
from tools.paths import DATA

NETWORKS = ("compact_32", "critic_32")

CARD = """# critic_32_fills.npz

What the lab of chapter 7 shows: the paper's 32x32 hole in the first {count} validation faces,
filled by `compact_32.keras` and by `critic_32.keras`.

- **Command:** `.venv/bin/python -m tools.results.critic_fills`
- **Holds:** `index` of the faces; `compact`, `critic`: the fills, uint8; `features_mixed` and
  `features_sharpened`: the distance by features of `species.keras` at each step of the lab's two
  sliders, a column a step; `landmarks` and `eye_radius` of the faces
- **Measured on:** {machine}
"""


def measure_fills(images_uint8):
    """Return the fills of both networks, and the distance by features of what the lab makes."""
    kept = {name.removesuffix("_32"): as_uint8(np.clip(paint_squares(
        load_network(find_data(f"{name}.keras")), images_uint8, PAPER_32), 0, 1))
        for name in NETWORKS}
    fills = [as_float(kept[name]) for name in ("compact", "critic")]
    return kept | {f"features_{kind}": np.float32([measure_feature_distance(
        change_fills(kind, value, *fills), images_uint8, PAPER_32) for value in steps]).T
        for kind, steps in STEPS.items()}


def main():
    faces, count = load_faces(), N_SHOWN + N_JUDGED
    truth = faces.validation_truth
    np.savez_compressed(
        DATA / FILE, index=np.arange(N_TRAIN, N_TRAIN + count), landmarks=truth.landmarks[:count],
        eye_radius=truth.eye_radius[:count],
        **measure_fills(np.asarray(faces.validation_uint8[:count])))
    write_card(DATA / FILE.replace(".npz", ".md"), CARD, count=count)


if __name__ == "__main__":
    main()
