"""Where a chapter runs: in JupyterLab a button that keeps your work, on Colab what is missing.

Each chapter calls `open_chapter` in its first cell; the page *How to read, run and teach this
course* tells more.
"""

import importlib
import importlib.util
import os
import subprocess
import sys
import uuid

SERVER_VARIABLE = "JPY_SESSION_NAME"
"""Set by a Jupyter server for the kernels of its notebooks, and by nothing that builds the book."""

PACKAGES = {
    "PIL": "pillow", "cv2": "opencv-python-headless", "ipycanvas": "ipycanvas",
    "ipywidgets": "ipywidgets", "keras": "keras", "matplotlib": "matplotlib", "numpy": "numpy",
    "onnxruntime": "onnxruntime", "patchmatch_cython": "patchmatch-cython",
    "platformdirs": "platformdirs", "scipy": "scipy", "simplejpeg": "simplejpeg",
    "skimage": "scikit-image", "tensorflow": "tensorflow", "tqdm": "tqdm",
}
"""What the chapters and the library import: name of the module, name of its package."""

BUTTON = """\
<p id="{name}">Run this cell for the button that downloads your work.</p>
<script>
(() => {{
  // Made here and not above: JupyterLab leaves scripts out of a notebook that came from elsewhere,
  // and a button without its script would do nothing.
  const place = document.getElementById("{name}");
  const app = window.jupyterapp;
  if (!app) {{
    place.textContent = "To keep your work, use the menu File, Download.";
    return;
  }}
  const button = document.createElement("button");
  button.type = "button";
  button.className = "jp-mod-styled jp-mod-accept";
  button.textContent = "Download my work";
  const words = document.createElement("span");
  words.setAttribute("role", "status");
  place.replaceChildren(button, " ", words);
  // Taken from the page, not from the server: it works after the session has died.
  button.addEventListener("click", () => {{
    const panel = Array.from(app.shell.widgets("main")).find(one => one.node.contains(button));
    const text = JSON.stringify(panel.context.model.toJSON(), null, 1);
    const link = document.createElement("a");
    link.download = panel.context.path.split("/").pop();
    link.href = URL.createObjectURL(new Blob([text], {{type: "application/json"}}));
    link.click();
    words.textContent = `Downloaded ${{link.download}} at ${{new Date().toLocaleTimeString()}}`;
  }});
}})();
</script>"""


def open_chapter(number):
    """Make ready the place in which a chapter runs, and draw the picture that it opens with.

    In JupyterLab a button appears that downloads the notebook as it stands in the browser, also
    when the server behind it is gone. On Colab the packages that are missing there are installed,
    and the labs are allowed to show themselves.

    Parameters
    ----------
    number : int
        The chapter's number, from 0 to 8; any other raises an IndexError.

    Returns
    -------
    Picture

    Examples
    --------
    >>> open_chapter(3)
    Picture: Four drawn animal faces, each with a black square over one eye.
    """
    begin_session()
    from inpaint_lib.course.openings import OPENINGS  # needs packages that Colab may lack
    return OPENINGS[number]()


def begin_session():
    """Show the button in JupyterLab, install on Colab what is missing; elsewhere do nothing."""
    if "google.colab" in sys.modules:
        prepare_colab()
    elif os.environ.get(SERVER_VARIABLE):
        show_button()


def show_button():
    """Show the button that downloads the notebook, as JupyterLab holds it.

    Where the page does not give its application away, a line says which menu to use instead:
    JupyterLab does so only with ``--expose-app-in-browser``, as `make lab` and Binder start it.

    Examples
    --------
    >>> show_button()
    <IPython.core.display.HTML object>
    """
    from IPython.display import HTML, display
    display(HTML(BUTTON.format(name=f"keep-{uuid.uuid4().hex}")))


def list_missing(packages=PACKAGES):
    """Return the packages whose modules cannot be found; `packages` maps modules to them."""
    return [package for module, package in packages.items()
            if importlib.util.find_spec(module) is None]


def prepare_colab():
    """Install on Colab what is missing there, and allow the labs to show themselves."""
    colab_output = importlib.import_module("google.colab.output")
    missing = list_missing()
    if missing:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *missing], check=True)
    # Colab shows no widgets beyond its own, such as the canvas of a lab, unless it is asked to.
    colab_output.enable_custom_widget_manager()
