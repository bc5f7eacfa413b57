"""What differs between two texts and between two pieces: no database, no clock, and a bounded cost."""

from articles.comparing.pieces import Comparison, compare

__all__ = ["Comparison", "compare"]
