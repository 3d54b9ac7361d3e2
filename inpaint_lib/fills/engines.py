"""The course's network for holes anywhere, run by ONNX Runtime, without TensorFlow, or by Keras."""

import functools

import numpy as np

from inpaint_lib.files import find_data, lacks_memory


@functools.cache
def load_fill_batch(engine="onnx", n_threads=0):
    """Load the network, once, as `inpaint_lib.fills.any_size.fill_picture` takes it.

    Engine "onnx" (ONNX Runtime) starts in an instant, "keras" (TensorFlow) takes seconds; they fill
    alike within 1e-3. `n_threads` is for ONNX Runtime: 0 takes all cores. A missing file raises a
    FileNotFoundError, a damaged one an `inpaint_lib.models.weights.WeightsFileError`.
    """
    if engine == "onnx":
        return functools.partial(_fill, open_session(find_data("anywhere.onnx"), n_threads))
    if engine == "keras":
        from inpaint_lib.fills.network import paint_holes
        from inpaint_lib.models.weights import load_network

        return functools.partial(paint_holes, load_network(find_data("anywhere.keras")))
    raise ValueError(f"There is no engine {engine!r}; wanted 'onnx' or 'keras'.")


def open_session(path, n_threads=0):
    """Open a file .onnx in ONNX Runtime; 0 threads are all cores."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.log_severity_level = 4  # what fails is raised too, and missing hardware is no fault
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - the runtime raises kinds of its own
        if lacks_memory(error):
            raise MemoryError(str(error)) from error
        from inpaint_lib.models.weights import WeightsFileError

        raise WeightsFileError(f"{path} is damaged, or no network. Fetch it again.") from error


def run_session(session, given):
    """Return what a network computes from (N, H, W, 4), three colours and the mask, as float32."""
    try:
        [filled] = session.run(None, {session.get_inputs()[0].name: given})
    except Exception as error:  # noqa: BLE001 - the runtime raises kinds of its own
        if lacks_memory(error):
            raise MemoryError(str(error)) from error
        raise
    return filled


def _fill(session, images, masks):
    missing = np.asarray(masks, np.float32)[..., np.newaxis]
    given = np.concatenate([np.asarray(images, np.float32) * (1 - missing), missing], axis=-1)
    return np.clip(run_session(session, given), 0, 1)
