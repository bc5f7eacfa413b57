"""Tidying tags: renaming, merging, splitting and retiring them, taking that back, and what there is to tidy.

Each verb moves rows by the database alone, in one transaction, and leaves a record from which it is undone.
"""
