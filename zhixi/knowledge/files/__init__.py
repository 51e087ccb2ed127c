"""Attachments: where their bytes lie, who may have them, what they say."""
