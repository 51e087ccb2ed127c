"""Many articles changed at once: what an act would change of each, and which are left out."""
