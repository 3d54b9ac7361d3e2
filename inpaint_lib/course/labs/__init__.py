"""Labs: one a chapter, to open in JupyterLab with one line, for example ``labs.stencil()``.

Each has a module of its own: a pure function from settings to an answer, and the widgets that
call it. A name that a lab does not know, or a number out of its range, raises a ValueError.
Importing this package imports neither TensorFlow nor ipywidgets.
"""

from inpaint_lib.course.labs.blind_lab import BlindLab as blind
from inpaint_lib.course.labs.brush_lab import BrushLab as brush
from inpaint_lib.course.labs.critic_lab import CriticLab as critic
from inpaint_lib.course.labs.encoder_lab import EncoderLab as encoder
from inpaint_lib.course.labs.field_lab import FieldLab as field
from inpaint_lib.course.labs.hole_lab import HoleLab as hole
from inpaint_lib.course.labs.net_lab import NetLab as net
from inpaint_lib.course.labs.paint_lab import PaintLab as paint
from inpaint_lib.course.labs.stencil_lab import StencilLab as stencil

__all__ = ["blind", "brush", "critic", "encoder", "field", "hole", "net", "paint", "stencil"]
