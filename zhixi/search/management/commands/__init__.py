"""`migrate`, which brings both databases forward."""
