"""What differs between two texts and between two pieces: no database, no clock, and a bounded cost."""

from articles.comparing.pieces import Comparison, compare
from articles.comparing.texts import words_changed

__all__ = ["Comparison", "compare", "words_changed"]
