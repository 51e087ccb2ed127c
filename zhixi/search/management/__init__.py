"""Commands of Django, bent for the look-up log."""
