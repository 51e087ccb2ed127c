"""The editor of every type: fields read off the content's own model, filled, tidied, judged."""
