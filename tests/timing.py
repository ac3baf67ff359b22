"""How long work takes this process, whatever else the machine and the test run are busy with."""

from __future__ import annotations

import time
import timeit
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that some work takes: the least of three tries.

    Cyclic garbage is not collected meanwhile: after thousands of tests that alone may take a second.
    """
    return min(timeit.repeat(work, timer=time.process_time, number=1, repeat=3))
