"""The authors' and administrators' start page and lists of articles; composes, owns no tables."""
