"""The authors' screens."""
