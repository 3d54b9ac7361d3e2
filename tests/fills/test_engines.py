"""The course's network is opened once, fills alike by both engines, and is named if damaged."""

import numpy as np
import pytest

from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.fills import engines
from inpaint_lib.fills.any_size import fill_picture
from inpaint_lib.fills.engines import load_fill_batch
from inpaint_lib.images import as_float
from inpaint_lib.models.weights import WeightsFileError

FACE, MASK = as_float(draw_face(3342, 256).image), np.zeros((256, 256), bool)
MASK[40:80, 50:90] = True


def test_the_course_s_network_is_loaded_once(monkeypatch):
    opened = []
    monkeypatch.setattr(engines, "open_session", lambda path, n_threads: opened.append(path.name))
    monkeypatch.setattr(engines, "run_session", lambda session, given:
                        np.full_like(given[..., :3], 0.5))
    load_fill_batch.cache_clear()
    try:
        for _ in range(2):
            assert (fill_picture(FACE, MASK)[MASK] == 0.5).all()
    finally:
        load_fill_batch.cache_clear()
    assert opened == ["anywhere.onnx"]


def test_both_engines_fill_alike():
    by_onnx, by_keras = (fill_picture(FACE, MASK, load_fill_batch(engine))
                         for engine in ("onnx", "keras"))
    assert np.abs(by_onnx - by_keras)[MASK].max() < 1e-3
    assert np.abs(by_onnx - FACE)[MASK].mean() > 1e-3
    with pytest.raises(ValueError, match="no engine 'torch'; wanted 'onnx' or 'keras'"):
        load_fill_batch("torch")


@pytest.mark.parametrize("content", [b"", b"version https://git-lfs", b"\x08\x07" * 99])
def test_a_damaged_network_is_named(tmp_path, monkeypatch, content):
    path = tmp_path / "anywhere.onnx"
    path.write_bytes(content)
    monkeypatch.setattr(engines, "find_data", lambda name: path)
    with pytest.raises(WeightsFileError, match="anywhere.onnx is damaged, or no network"):
        load_fill_batch(n_threads=97)


def test_too_little_memory_is_no_damaged_file(monkeypatch):
    """ONNX Runtime says so in errors of its own."""
    class Session:
        def __init__(self, *_, **__):
            raise RuntimeError("Failed to allocate memory for requested buffer of size 9437184")
        get_inputs = run = __init__

    monkeypatch.setattr("onnxruntime.InferenceSession", Session)
    with pytest.raises(MemoryError):
        engines.open_session("any.onnx")
    with pytest.raises(MemoryError):
        engines.run_session(object.__new__(Session), None)
