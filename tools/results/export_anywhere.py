"""Export the network for holes anywhere to ONNX, its weights stored with 16 bits, and check it.

    .venv/bin/python -m tools.results.export_anywhere
    .venv/bin/python -m tools.results.export_anywhere --network data/anywhere.keras \\
        --out /tmp/anywhere.onnx

writes data/anywhere.onnx and its card. The file is kept only if ONNX Runtime fills like Keras
within 1e-3, known pixels come back bit for bit, it is at most 2.5 MB, and the comparison would have
noticed wrong weights. Needs the extra `onnx` of pyproject.toml, which `make` installs.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.files import find_data, replace_file
from inpaint_lib.fills.engines import open_session, run_session
from inpaint_lib.images import as_float
from inpaint_lib.models.weights import load_network
from inpaint_lib.random_holes import draw_fixed_masks
from inpaint_lib.training.small import join_mask
from tools.card import write_card
from tools.paths import DATA

NETWORK, OUT = "anywhere.keras", DATA / "anywhere.onnx"
TOLERANCE = 1e-3
MAX_BYTES = 2_500_000
FEWEST = 64
"""Tensors of fewer numbers keep their 32 bits: they take no room."""

SPOILT = 0.5
"""By which share of their spread one layer's weights are changed, to see whether it is noticed."""

CARD = """# {name}.onnx

The network `data/{name}.keras` for other programs, and for the playground `paint` of the pages.

- **Command:** `.venv/bin/python -m tools.results.export_anywhere{options}`
- **Input:** float32 (N, {size}, {size}, 4): red, green and blue in [0, 1], and the mask,
  1 = missing, 0 = known. **Output:** float32 (N, {size}, {size}, 3): the filled
  image; clip it to [0, 1].
- **Weights:** {parameters:,}, rounded to 16 bits; they are computed with at 32 bits.
- **Size:** {bytes:,} bytes
- **Checked:** on {count} images, half of them drawn faces, half noise, with holes of every kind.
  ONNX Runtime fills like Keras within {difference:.1e};
  known pixels come back bit for bit; the same comparison notices each of {layers} layers when its
  weights are spoilt, by {least:.1e} or more.
- **Made on:** {machine}
"""


class ExportError(RuntimeError):
    """The exported file does not do what the network does; the message says what is wrong."""


def make_inputs(size=128, count=12):
    """Return what the check is made on: faces and noise with holes of every kind."""
    if size == 128:
        faces = as_float(np.array([draw_face(4000 + index).image for index in range(count // 2)]))
    else:
        faces = np.random.default_rng(1).random((count // 2, size, size, 3), np.float32) / 2
    noise = np.random.default_rng(0).random((count - len(faces), size, size, 3), np.float32)
    masks = draw_fixed_masks(count, size, size) if size >= 64 else None
    if masks is None:
        raise ValueError(f"The check's holes want images of 64 pixels or more, got {size}.")
    return join_mask(np.concatenate([faces, noise]), masks)


def export_network(network, path):
    """Write a network as ONNX with 32 bits a weight; `path` ends in .onnx."""
    # Keras exports only what was called once.
    network(np.zeros((1, *network.input_shape[1:]), np.float32))
    network.export(path, format="onnx", verbose=False)


def halve_weights(model):
    """Store the larger weights of an ONNX model with 16 bits; nodes cast them back to 32."""
    from onnx import TensorProto, helper, numpy_helper

    kept, casts = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size >= FEWEST:
            half = f"{tensor.name}_half"
            kept.append(numpy_helper.from_array(values.astype(np.float16), half))
            casts.append(helper.make_node("Cast", [half], [tensor.name], to=TensorProto.FLOAT))
        else:
            kept.append(tensor)
    nodes = list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(casts + nodes)
    return model


def measure_sensitivity(network, given):
    """Return the largest change of the output when a layer's weights are spoilt, by layer."""
    from keras.models import clone_model

    before = np.asarray(network(given))
    changes = {}
    for layer in network.layers:
        if not layer.trainable_weights:
            continue
        copy = clone_model(network)
        copy.set_weights(network.get_weights())
        kernel = copy.get_layer(layer.name).trainable_weights[0]
        spread = float(np.std(kernel.numpy())) or 1.0
        rng = np.random.default_rng(0)
        kernel.assign_add(SPOILT * spread * rng.standard_normal(kernel.shape).astype(np.float32))
        changes[layer.name] = float(np.abs(np.asarray(copy(given)) - before).max())
    return changes


def check_export(path, network, given, sensitivity):
    """Return the largest difference, or raise an ExportError that says what is wrong."""
    blind = [name for name, change in sensitivity.items() if not change > TOLERANCE]
    if blind:
        raise ExportError("The comparison would not notice wrong weights in "
                          f"{', '.join(blind)}: is the network trained?")
    size = Path(path).stat().st_size
    if size > MAX_BYTES:
        raise ExportError(f"The file has {size:,} bytes; wanted at most {MAX_BYTES:,}.")
    filled = run_session(open_session(path, n_threads=1), given)
    wanted = np.asarray(network(given))
    if filled.shape != wanted.shape:
        raise ExportError(f"The file gives {filled.shape}, the network {wanted.shape}.")
    known = given[..., 3] == 0
    if not np.array_equal(filled[known], given[..., :3][known]):
        raise ExportError("The file changes known pixels.")
    difference = float(np.abs(filled - wanted).max())
    if not difference <= TOLERANCE:
        raise ExportError(f"The file fills otherwise than the network, by up to {difference:.2g}; "
                          f"wanted at most {TOLERANCE}.")
    return difference


def export_anywhere(source, out):
    """Export, check, and write file and card; nothing is written if a check fails."""
    import onnx

    network = load_network(source)
    size = network.input_shape[1]
    given = make_inputs(size)
    sensitivity = measure_sensitivity(network, given)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.onnx"
        export_network(network, path)
        model = halve_weights(onnx.load(path))
        onnx.checker.check_model(model)
        onnx.save(model, path)
        difference = check_export(path, network, given, sensitivity)
        content = path.read_bytes()
    with replace_file(out) as part:
        Path(part).write_bytes(content)
    name, options = Path(source).stem, ""
    if name != Path(NETWORK).stem:
        options = f" --network data/{name}.keras --out data/{out.name}"
    write_card(Path(f"{out}.md"), CARD, name=name, options=options, size=size,
               parameters=network.count_params(),
               bytes=len(content), count=len(given), difference=difference,
               layers=len(sensitivity), least=min(sensitivity.values()))
    print(f"{out}: {len(content):,} bytes, like Keras within {difference:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", type=Path, metavar="FILE",
                        help=f"data/{NETWORK} if left out")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    arguments = parser.parse_args()
    try:
        export_anywhere(arguments.network or find_data(NETWORK), arguments.out)
    except (ExportError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
