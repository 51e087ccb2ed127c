"""People and units as the three administrators see and keep them."""
