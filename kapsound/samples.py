"""Names the type of stereo sound; importing it loads numpy."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Stereo sound: shape (n, 2), float32, full scale is 1.0, 48 kHz."""
