"""Time one epoch of training, alone in its process: by our loop, or by Keras's plain `fit`.

    .venv/bin/python -m tools.run_times.training loop paper_32
    .venv/bin/python -m tools.run_times.training fit paper_32

The first is what `python -m inpaint_lib train` does, with its scores and checkpoints. The second
is what the paper's code does: all faces as float32 arrays, and `model.fit`. `make bench
ONLY=training` runs both and compares them. The last line printed is JSON.
"""

import argparse
import dataclasses
import json
import tempfile
import time

from inpaint_lib.commands.train import load_images, set_up_tensorflow
from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.holes import crop_hole
from inpaint_lib.images import as_float
from inpaint_lib.training.batches import count_steps
from inpaint_lib.training.build import build_network
from inpaint_lib.training.loop import TrainingImages, train_network
from inpaint_lib.training.recipes import Record, load_recipe

WARM_UP = 10
"""Steps at the start that are not timed: there the step is compiled and the memory taken."""


class StepClock:
    """Notes when each training step begins."""

    def __init__(self):
        self.times = []

    def tick(self, *_, **__):
        """Note the time. Returns False: asked by our loop, it never wants to stop."""
        self.times.append(time.perf_counter())
        return False

    def measure_step(self):
        """Return the mean seconds a step takes, after the warm-up."""
        times = self.times[WARM_UP:]
        if len(times) < 2:
            raise ValueError(f"{len(self.times)} steps are too few to time: the first {WARM_UP} "
                             "do not count.")
        return (times[-1] - times[0]) / (len(times) - 1)


def make_short(recipe):
    """Return the recipe with one epoch, of which no pictures are kept."""
    training = dataclasses.replace(recipe.training, epochs=1)
    return dataclasses.replace(recipe, training=training, record=Record())


def time_loop(recipe, images):
    """Return the seconds a step of our loop takes."""
    clock = StepClock()
    with tempfile.TemporaryDirectory() as folder:
        list(train_network(make_short(recipe), images, folder, progress=False,
                           should_stop=clock.tick, hold_memory=True))
    return clock.measure_step()


def prepare_arrays(images_uint8, hole):
    """Return holed images and their squares as float32, with no copy more than needed."""
    images = as_float(images_uint8)
    squares = crop_hole(images, hole).copy()
    images[:, hole.slices[0], hole.slices[1]] = 0
    return images, squares


def time_fit(recipe, fitting_uint8, choosing_uint8):
    """Return the seconds a step of `model.fit` takes, with the recipe's own settings."""
    import keras

    clock, training = StepClock(), recipe.training
    network = build_network(recipe, fitting_uint8.shape[1])
    rate = keras.optimizers.schedules.InverseTimeDecay(training.learning_rate, 1, training.decay)
    network.compile(keras.optimizers.Adam(rate), loss="mse")
    network.fit(*prepare_arrays(fitting_uint8, recipe.hole), batch_size=training.batch,
                validation_data=prepare_arrays(choosing_uint8, recipe.hole), verbose=0,
                callbacks=[keras.callbacks.LambdaCallback(on_train_batch_begin=clock.tick)])
    return clock.measure_step()


def measure(how, recipe, n_images=None):
    """Return images a second and the seconds of one epoch's steps."""
    if how == "loop":
        images = load_images(recipe)
        images = TrainingImages(images.fitting[:n_images], images.choosing[:n_images],
                                images.validation)
        n_fitting, seconds = len(images.fitting), time_loop(recipe, images)
    else:
        faces = load_faces()
        parts = faces.fitting_uint8[:n_images], faces.choosing_uint8[:n_images]
        n_fitting, seconds = len(parts[0]), time_fit(recipe, *parts)
    batch = recipe.training.batch
    return {"speed": batch / seconds, "epoch_seconds": count_steps(n_fitting, batch) * seconds}


def main():
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("how", choices=("loop", "fit"))
    parser.add_argument("recipe", type=load_recipe, help="of the drawn faces")
    parser.add_argument("--images", type=int, metavar="N",
                        help="only the first N images, to try it (default: all)")
    options = parser.parse_args()
    # Plain `fit` gets TensorFlow as it comes.
    set_up_tensorflow(alone=options.how == "loop")
    print(json.dumps(measure(options.how, options.recipe, options.images)))


if __name__ == "__main__":
    main()
