"""Sections, articles, versions, publication and the one door for reading."""
