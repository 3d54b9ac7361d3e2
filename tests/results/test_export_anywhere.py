"""The export to ONNX: equal to the network, and every kind of wrong file is noticed."""

import numpy as np
import pytest

export_anywhere = pytest.importorskip("tools.results.export_anywhere")
onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
pytest.importorskip("tf2onnx")

from inpaint_lib.models.anywhere import build_anywhere_network  # noqa: E402
from inpaint_lib.models.weights import save_network  # noqa: E402

SIZE = 64


def build_trained(seed):
    """Build a small network, no weight of which is at its first value."""
    network = build_anywhere_network(SIZE, (8, 8, 8), (1, 1, 1))
    rng = np.random.default_rng(seed)
    for variable in network.trainable_variables:
        variable.assign_add(rng.normal(0, 0.05, variable.shape))
    return network


@pytest.fixture(scope="module")
def network():
    return build_trained(0)


@pytest.fixture(scope="module")
def given():
    return export_anywhere.make_inputs(SIZE, 6)


@pytest.fixture(scope="module")
def sensitivity(network, given):
    return export_anywhere.measure_sensitivity(network, given)


@pytest.fixture(scope="module")
def model(network, tmp_path_factory):
    path = tmp_path_factory.mktemp("onnx") / "network.onnx"
    export_anywhere.export_network(network, path)
    return export_anywhere.halve_weights(onnx.load(path))


def save(model, folder):
    onnx.save(model, folder / "network.onnx")
    return folder / "network.onnx"


def copy(model):
    other = onnx.ModelProto()
    other.CopyFrom(model)
    return other


def test_a_right_export_passes(model, network, given, sensitivity, tmp_path):
    path = save(model, tmp_path)
    difference = export_anywhere.check_export(path, network, given, sensitivity)
    assert 0 < difference <= 1e-3


def test_weights_are_stored_with_16_bits(model, network):
    kinds = {tensor.data_type for tensor in model.graph.initializer
             if np.prod(tensor.dims) >= export_anywhere.FEWEST}
    assert kinds == {onnx.TensorProto.FLOAT16}
    stored = sum(np.prod(tensor.dims) for tensor in model.graph.initializer
                 if tensor.data_type == onnx.TensorProto.FLOAT16)
    assert stored >= 0.9 * network.count_params()


def test_another_network_s_file_is_noticed(network, given, sensitivity, tmp_path):
    export_anywhere.export_network(build_trained(1), tmp_path / "network.onnx")
    with pytest.raises(export_anywhere.ExportError, match="fills otherwise"):
        export_anywhere.check_export(tmp_path / "network.onnx", network, given, sensitivity)


def test_one_wrong_tensor_is_noticed(model, network, given, sensitivity, tmp_path):
    """Each stored tensor in turn has its numbers in the opposite order."""
    from onnx import numpy_helper

    halves = [place for place, tensor in enumerate(model.graph.initializer)
              if tensor.data_type == onnx.TensorProto.FLOAT16]
    assert len(halves) >= 10
    for place in halves[::3]:
        wrong = copy(model)
        tensor = wrong.graph.initializer[place]
        values = numpy_helper.to_array(tensor)
        tensor.CopyFrom(numpy_helper.from_array(
            values.ravel()[::-1].reshape(values.shape).copy(), tensor.name))
        with pytest.raises(export_anywhere.ExportError, match="fills otherwise"):
            export_anywhere.check_export(save(wrong, tmp_path), network, given, sensitivity)


def test_an_untrained_network_cannot_be_checked(given, tmp_path):
    """Its last layer is zero, so the output does not depend on the other weights."""
    fresh = build_anywhere_network(SIZE, (8, 8, 8), (1, 1, 1))
    blind = export_anywhere.measure_sensitivity(fresh, given)
    with pytest.raises(export_anywhere.ExportError, match="is the network trained"):
        export_anywhere.check_export(tmp_path / "none.onnx", fresh, given, blind)


def test_a_file_that_is_too_large_is_refused(model, network, given, sensitivity, tmp_path,
                                             monkeypatch):
    monkeypatch.setattr(export_anywhere, "MAX_BYTES", 1000)
    with pytest.raises(export_anywhere.ExportError, match="at most 1,000"):
        export_anywhere.check_export(save(model, tmp_path), network, given, sensitivity)


def test_changed_known_pixels_are_noticed(model, network, given, sensitivity, tmp_path):
    wrong = copy(model)
    name = wrong.graph.output[0].name
    for node in wrong.graph.node:
        node.output[:] = ["inner" if output == name else output for output in node.output]
    wrong.graph.initializer.append(onnx.numpy_helper.from_array(np.float32([1e-6]), "a_bit"))
    wrong.graph.node.append(onnx.helper.make_node("Add", ["inner", "a_bit"], [name]))
    with pytest.raises(export_anywhere.ExportError, match="known pixels"):
        export_anywhere.check_export(save(wrong, tmp_path), network, given, sensitivity)


def test_file_and_card_are_written_only_if_all_is_well(network, tmp_path, monkeypatch):
    save_network(network, tmp_path / "anywhere.keras")
    out = tmp_path / "anywhere.onnx"
    monkeypatch.setattr(export_anywhere, "TOLERANCE", 0.0)
    with pytest.raises(export_anywhere.ExportError):
        export_anywhere.export_anywhere(tmp_path / "anywhere.keras", out)
    assert not out.exists()
    monkeypatch.undo()
    export_anywhere.export_anywhere(tmp_path / "anywhere.keras", out)
    assert "bit for bit" in (tmp_path / "anywhere.onnx.md").read_text()
    assert out.stat().st_size < (tmp_path / "anywhere.keras").stat().st_size
