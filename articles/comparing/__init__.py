"""What differs between two texts and between two pieces: no database, no clock, and a bounded cost."""

from articles.comparing.texts import words_changed

__all__ = ["words_changed"]
