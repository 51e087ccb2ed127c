"""Procedure (引导流程): a guided decision tree of questions, steps and ends."""
