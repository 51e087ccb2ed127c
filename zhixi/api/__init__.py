"""The same verbs for machines: JSON over bearer tokens."""
