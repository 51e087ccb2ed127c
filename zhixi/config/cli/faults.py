"""Faults that a person at the command line can mend, told without a traceback."""

from django.db import IntegrityError, OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from zhixi.accounts.actions import (
    UnableToAdd,
    UnableToGrant,
    UnableToIssue,
    UnableToSetPassword,
)
from zhixi.accounts.queries import UnknownPerson, UnknownUnit
from zhixi.approval.actions import UnableToDecide
from zhixi.knowledge.actions import UnableToEdit, UnableToLoad, UnableToPlace, UnableToSubmit
from zhixi.knowledge.queries import NotVisible
from zhixi.search import IndexUnavailable, WriterBusy

EXPECTED: tuple[type[Exception], ...] = (
    IndexUnavailable,
    IntegrityError,
    NotVisible,
    OperationalError,
    ProgrammingError,
    UnableToAdd,
    UnableToDecide,
    UnableToEdit,
    UnableToGrant,
    UnableToIssue,
    UnableToLoad,
    UnableToPlace,
    UnableToSetPassword,
    UnableToSubmit,
    UnknownPerson,
    UnknownUnit,
    WriterBusy,
)


def told(error: Exception) -> str:
    if isinstance(error, NotVisible):
        return _("没有这条知识，或此人当时无权查看。")
    if isinstance(error, WriterBusy):
        return _("索引正由另一进程写入，请稍后再试。")
    if isinstance(error, IndexUnavailable):
        return unavailable(str(error))
    if isinstance(error, IntegrityError):
        return _("与已有的记录冲突：编号、登录名或代码已被使用。")
    if isinstance(error, OperationalError | ProgrammingError):
        return _("数据库不可用或尚未准备：%(error)s。请先运行 zhixi manage migrate。") % {
            "error": error
        }
    return str(error)


def unavailable(why: str) -> str:
    """What to do about an index that cannot answer."""
    return _(
        "检索正在恢复（%(why)s）：zhixi serve 运行时会自动重建索引，"
        "否则请运行 zhixi index rebuild；按编号打开不受影响。"
    ) % {"why": why}
