"""Several people at one article, and what they typed: nothing of it is lost, and nothing overwritten."""
