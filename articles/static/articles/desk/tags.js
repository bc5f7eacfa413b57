// The tags' combobox: suggestions with counts, several pasted at once, and a warning on near-duplicates.
