// Keeps what is typed and not saved, shows who else is here, and says how it stands.
