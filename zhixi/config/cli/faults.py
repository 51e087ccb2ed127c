"""Faults that a person at the command line can mend, told without a traceback."""

from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from zhixi.accounts.actions import UnableToGrant
from zhixi.accounts.queries import UnknownPerson, UnknownUnit
from zhixi.approval.actions import UnableToDecide
from zhixi.knowledge.actions import UnableToEdit, UnableToLoad, UnableToPlace, UnableToSubmit
from zhixi.knowledge.queries import NotVisible
from zhixi.search import WriterBusy

EXPECTED: tuple[type[Exception], ...] = (
    NotVisible,
    OperationalError,
    ProgrammingError,
    UnableToDecide,
    UnableToEdit,
    UnableToGrant,
    UnableToLoad,
    UnableToPlace,
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
    if isinstance(error, OperationalError | ProgrammingError):
        return _("数据库不可用或尚未准备：%(error)s。请先运行 zhixi manage migrate。") % {
            "error": error
        }
    return str(error)
