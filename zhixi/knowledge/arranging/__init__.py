"""Keeping order: the tree of sections and the names of labels, for those who may change them."""
