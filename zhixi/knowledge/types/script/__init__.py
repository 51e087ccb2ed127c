"""Script (话术): what to say line by line, and what to answer to objections."""
