// The keyboard sheet, and the keys that work on every page of the desk.
