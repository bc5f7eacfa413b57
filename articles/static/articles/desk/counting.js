// Words, characters and reading time while one types.
