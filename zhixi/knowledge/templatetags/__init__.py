"""How the types of knowledge lay out what they hold: tables, bodies, lines of time."""
