"""Search: one tokenizer in Python, an index that each database keeps in its own way, one order of hits."""
