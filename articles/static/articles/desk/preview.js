// The preview beside the text: what is not saved yet, at the widths and in the colours of readers.
