"""The demo bank 海山银行: its people, its knowledge and a year of history."""

from zhixi.intake.demo.loading import ACCOUNTS, load

__all__ = ["ACCOUNTS", "load"]
