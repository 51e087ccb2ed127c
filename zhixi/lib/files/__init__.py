"""Files that people hand in: what they are, what they are called, what they say."""
