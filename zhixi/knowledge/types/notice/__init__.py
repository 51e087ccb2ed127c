"""Notice (通知公告): for a period, at a level, to be read by some."""
