"""The agent's screens: one field, the list and the article; composes, owns no tables."""
