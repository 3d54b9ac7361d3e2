"""What the chapters need beside the library: plots, quizzes, labs, exercises, verdicts."""

from inpaint_lib import open_room

__getattr__, __dir__, __all__ = open_room(__name__, {
    "exercises": ("check",),
    "net_picture": ("plot_net",),
    "quizzes": ("show_quiz",),
    "sessions": ("open_chapter",),
    "verdicts": ("record_finding", "record_verdict"),
})
