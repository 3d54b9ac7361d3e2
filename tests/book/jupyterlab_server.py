"""A real JupyterLab for tests: started in a folder of its own, with none of the user's settings."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

TOKEN = "of-this-test"
STARTING = 180  # seconds; a slow machine waits longer, nothing here is a measurement


@contextmanager
def start_jupyterlab(folder, *options, **environ):
    """Start JupyterLab in ``folder``; give its process and its address, and end it afterwards."""
    state = folder.parent / f"{folder.name}-state"
    places = {f"JUPYTER{name}_DIR": str(state / name.lower()) for name in
              ("_CONFIG", "_RUNTIME", "LAB_SETTINGS", "LAB_WORKSPACES")}
    state.mkdir()
    with open(state / "log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
             "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0",
             f"--IdentityProvider.token={TOKEN}", *options],
            cwd=folder, env={**os.environ, **places, **environ}, stdout=log, stderr=log)
        try:
            yield process, wait_for_address(process, state)
        finally:
            process.terminate()
            process.wait(60)


def wait_for_address(process, state):
    """Return the server's address as soon as it has written it down."""
    for _ in range(10 * STARTING):
        for path in state.glob("_runtime/jpserver-*.json"):
            text = path.read_text(encoding="utf-8")
            if text.endswith("}"):
                return json.loads(text)["url"]
        try:
            process.wait(0.1)
            break
        except subprocess.TimeoutExpired:
            pass
    raise RuntimeError(f"JupyterLab did not start: {(state / 'log').read_text()}")
