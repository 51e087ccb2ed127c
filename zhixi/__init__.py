"""Zhixi (知席): the knowledge base that a bank's contact centre answers from."""
