"""Dates and times in Chinese and English text."""

from nlu.when.model import Precision, When
from nlu.when.reading import first, read

__all__ = ["Precision", "When", "first", "read"]
