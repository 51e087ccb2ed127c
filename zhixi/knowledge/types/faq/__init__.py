"""Frequently asked question (常见问题): the answer in layers that a mouth can say."""
