"""Several processes that train one network together, on one machine or on several.

Taught on the page `More than one machine`. Each process is a worker: it works on its share of
every batch, and TensorFlow adds up the gradients. Worker 0, the chief, writes the files.
"""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass

VARIABLE = "TF_CONFIG"
"""The environment variable in which TensorFlow looks for the addresses of all workers."""


@dataclass(frozen=True)
class Worker:
    """Which of the workers this process is.

    Attributes
    ----------
    index : int
        From 0, the chief.
    count : int
        How many there are.
    """

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
    """Find out from the environment which worker this process is.

    Parameters
    ----------
    environment : mapping
        Its TF_CONFIG, if there is one, holds JSON as TensorFlow wants it:
        ``{"cluster": {"worker": ["host:port", ...]}, "task": {"type": "worker", "index": 0}}``.

    Returns
    -------
    Worker
        The only one if there is no TF_CONFIG.

    Raises
    ------
    ValueError
        If TF_CONFIG is something else.

    Examples
    --------
    >>> find_worker({})
    Worker(index=0, count=1)
    >>> find_worker({"TF_CONFIG": make_configuration(["a:1", "b:1"], 1)})
    Worker(index=1, count=2)
    """
    if not environment.get(VARIABLE):
        return Worker()
    try:
        configuration = json.loads(environment[VARIABLE])
        addresses, task = configuration["cluster"]["worker"], configuration["task"]
        index = task["index"]
        if task["type"] != "worker" or not 0 <= index < len(addresses):
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{VARIABLE} is set, but not to what it should be: wanted "
            f"{make_configuration(['host:port', 'host:port'], 0)}, got "
            f"{environment[VARIABLE]}.") from error
    return Worker(index, len(addresses))


def make_configuration(addresses, index):
    """Write the value of TF_CONFIG for one worker.

    Parameters
    ----------
    addresses : list of str
        Host and port of each worker, the chief first.
    index : int

    Returns
    -------
    str

    Examples
    --------
    >>> make_configuration(["a:1"], 0)
    '{"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 0}}'
    """
    return json.dumps({"cluster": {"worker": addresses},
                       "task": {"type": "worker", "index": index}})


def make_strategy(worker):
    """Build TensorFlow's strategy for the workers; it waits until all of them are there.

    Parameters
    ----------
    worker : Worker

    Returns
    -------
    tf.distribute.Strategy

    Raises
    ------
    ValueError
        If a worker has more than one GPU.
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


def run_workers(count, arguments):
    """Run a command in several processes on this machine, and end them together.

    Parameters
    ----------
    count : int
    arguments : list of str
        What follows ``python``.

    Returns
    -------
    int
        The exit code: the chief's, or 1 after another worker ended early.
    """
    addresses = [f"127.0.0.1:{port}" for port in _find_ports(count)]
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


def _find_ports(count):
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _wait(workers):
    """Wait until all have ended; when one fails, do not let the others wait for it."""
    while True:
        try:
            codes = [worker.poll() for worker in workers]
            failed = [(index, code) for index, code in enumerate(codes) if code]
            if failed:
                index, code = failed[0]
                # Those that were asked to stop all do so after the same step.
                if code == 130:
                    return max(worker.wait(timeout=60) for worker in workers)
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
