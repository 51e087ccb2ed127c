"""Readers that turn a file into rows, with errors that name the line."""
