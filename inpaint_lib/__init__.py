"""The library of the course: holes, patches, fills, scores, pixel models and drawn faces.

Each module holds one idea and is named for it. Images are float32 in [0, 1] of shape
(N, H, W, C) or (H, W, C) unless a name says uint8. In every mask True means missing.
Importing this package does not import TensorFlow.
"""

import os

# TensorFlow reads these when it is imported: no oneDNN notices in the notebooks, and sums in the
# same order on every machine.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
