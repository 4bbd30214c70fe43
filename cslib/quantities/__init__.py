"""Numbers as they are said: money, durations, dates, clock times, percentages, measures, counts."""

from cslib.quantities.model import KINDS, TIME_KINDS, Quantity
from cslib.quantities.reading import find, parse, same

__all__ = ["KINDS", "TIME_KINDS", "Quantity", "find", "parse", "same"]
