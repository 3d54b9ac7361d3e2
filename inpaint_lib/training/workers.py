"""Several processes that train one network together, on one machine or on several.

Each process is a worker: it works on its share of every batch, and TensorFlow adds up the
gradients. Worker 0, the chief, writes the files. See the page `More than one machine`.
"""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

import numpy as np

VARIABLE = "TF_CONFIG"
"""The environment variable in which TensorFlow looks for the addresses of all workers."""


class LostWorkerError(RuntimeError):
    """Another worker can no longer be reached; the message says what to do."""


@dataclass(frozen=True)
class Worker:
    """Which of `count` workers this process is: `index` from 0, the chief."""

    index: int = 0
    count: int = 1

    @property
    def is_chief(self):
        """bool : whether this process writes the files."""
        return self.index == 0

    @property
    def share(self):
        """slice : its images of a batch."""
        return slice(self.index, None, self.count)


def find_worker(environment=os.environ):
    """Find out from TF_CONFIG which worker this process is: the only one if there is none.

    TF_CONFIG holds JSON as `make_configuration` writes it; ValueError if it is something else.
    """
    if not environment.get(VARIABLE):
        return Worker()
    try:
        configuration = json.loads(environment[VARIABLE])
        addresses, task = configuration["cluster"]["worker"], configuration["task"]
        index = task["index"]
        if (task["type"] != "worker" or not isinstance(addresses, list)
                or type(index) is not int or not 0 <= index < len(addresses)):
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{VARIABLE} is set, but not to what it should be: wanted "
            f"{make_configuration(['host:port', 'host:port'], 0)}, got "
            f"{environment[VARIABLE]}.") from error
    return Worker(index, len(addresses))


def make_configuration(addresses, index):
    """Write the value of TF_CONFIG for one worker; addresses are "host:port", the chief's first."""
    return json.dumps({"cluster": {"worker": addresses},
                       "task": {"type": "worker", "index": index}})


def make_strategy(worker):
    """Build TensorFlow's strategy for the workers; it waits until all of them are there.

    ValueError if a worker has more than one GPU.
    """
    import tensorflow as tf

    if worker.count == 1:
        return tf.distribute.get_strategy()
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    if strategy.num_replicas_in_sync != worker.count:
        raise ValueError(f"{worker.count} workers have {strategy.num_replicas_in_sync} GPUs "
                         "between them; give each one: CUDA_VISIBLE_DEVICES=0 for the first, "
                         "and so on.")
    return strategy


def check_agreement(strategy, worker, facts):
    """Check that all workers begin in the same way; else they would wait for each other for ever.

    Each calls this with its own `facts`: what must be the same, at most 64 bits each, by the name
    that a message calls it. A worker that differs from the chief raises ValueError on all of them.
    """
    if worker.count == 1:
        return
    import tensorflow as tf

    # Each worker fills its own row of a table of zeros; their sum is everybody's table.
    table = np.zeros((worker.count, len(facts)), np.int64)
    table[worker.index] = list(facts.values())

    @tf.function
    def gather():
        rows = strategy.run(lambda: tf.constant(table))
        return strategy.reduce(tf.distribute.ReduceOp.SUM, rows, None)

    chief, *others = gather().numpy().tolist()
    for index, other in enumerate(others, 1):
        for what, number, wanted in zip(facts, other, chief, strict=True):
            if number != wanted:
                raise ValueError(f"Worker {index} begins with another {what} than worker 0: "
                                 "recipe, images and the run's folder with its last checkpoint "
                                 "must be the same everywhere. Share the folder between the "
                                 "machines, or copy worker 0's to the others.")


@contextmanager
def explain_lost_worker(worker):
    """Raise LostWorkerError in place of what TensorFlow raises when a connection breaks."""
    if worker.count == 1:
        yield
        return
    from tensorflow import errors

    try:
        yield
    except (errors.UnavailableError, errors.AbortedError, errors.CancelledError,
            errors.DeadlineExceededError, errors.InternalError) as error:
        raise LostWorkerError(
            f"Worker {worker.index} of {worker.count} can no longer reach another one: its "
            "process has ended, or the network is cut. Look there for the reason, and give the "
            "same command again on every machine to go on from the last checkpoint.") from error


def run_workers(count, arguments):
    """Run a command in `count` processes on this machine, and end them together.

    The arguments are what follows ``python``. The exit code is the chief's, or 1 after another
    worker ended early.
    """
    addresses = [f"127.0.0.1:{port}" for port in find_ports(count)]
    workers = [subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, VARIABLE: make_configuration(addresses, index)})
        for index in range(count)]
    try:
        return _wait(workers)
    finally:
        for worker in workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait()


def find_ports(count):
    """Return `count` different free ports on this machine."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _wait_for_stopping(workers, seconds=60):
    """Wait until the others have stopped as well, after the same step; return the exit code."""
    for worker in workers:
        # One that waits for a worker which stopped before the first step does not hear the signal.
        with suppress(subprocess.TimeoutExpired):
            worker.wait(timeout=seconds)
    return max(130 if worker.poll() is None else worker.poll() for worker in workers)


def _wait(workers):
    """Wait until all have ended; when one fails, do not let the others wait for it."""
    while True:
        try:
            codes = [worker.poll() for worker in workers]
            failed = [(index, code) for index, code in enumerate(codes) if code]
            if failed:
                index, code = failed[0]
                if code == 130:
                    return _wait_for_stopping(workers)
                how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                print(f"Error: worker {index} of {len(workers)} {how}; the others were stopped. "
                      "Give the same command again to go on from the last checkpoint.",
                      file=sys.stderr)
                return 1
            if None not in codes:
                return 0
            time.sleep(0.2)
        except KeyboardInterrupt:
            # The workers got it too, and save before they end.
            continue
