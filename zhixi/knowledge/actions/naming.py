"""The names of the types of knowledge, given by the bank and taken back."""

import datetime as dt
import unicodedata
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules, typenames, types
from zhixi.knowledge.models import TypeName
from zhixi.lib.db import alone, writing

SHORTEST = 2
WIDEST = 16  # letters, of which a Han character takes two: a hit has to have room for its section
Names = dict[str, str]  # by language


class UnableToName(Exception):
    """Nothing was changed; the message says why, and `language` which name it is about."""

    def __init__(self, message: str, language: str = "") -> None:
        super().__init__(message)
        self.language = language


def name_type(*, code: str, names: Mapping[str, str], by: Person, now: dt.datetime) -> bool:
    """Call a type by these names, by language, from now on; whether that changes anything.

    An empty name is the one that is built in. Raises UnableToName.
    """
    if not rules.may_name_types(roles_of(by, now)):
        raise UnableToName(_("只有系统管理员可以修改知识类型的名称。"))
    with writing():
        alone("type-names")
        typenames.forget()
        before, after = typenames.called(code), fit(code, names)
        if after == before:
            return False
        _keep(code, after)
        typenames.forget()
        name = typenames.built_in(code)[settings.LANGUAGE_CODE]
        facts = {"name": name, "before": before, "after": after}
        audit.record(verb="type-name", subject=f"type:{code}", facts=facts, by=by, at=now)
    return True


def _keep(code: str, names: Names) -> None:
    """A row where a name is not the one that is built in."""
    own = typenames.built_in(code)
    TypeName.objects.filter(code=code).delete()
    TypeName.objects.bulk_create(
        TypeName(code=code, language=language, name=name)
        for language, name in names.items()
        if name != own[language]
    )


def fit(code: str, names: Mapping[str, str]) -> Names:
    """The names as they will stand, by language. Raises UnableToName where one cannot be."""
    if code not in types.registry():
        raise UnableToName(_("没有“%(code)s”这种知识类型。") % {"code": code})
    others = {word: of for word, of in typenames.answering().items() if of != code}
    fitted = typenames.built_in(code)
    for language in typenames.LANGUAGES:
        name = " ".join(names.get(language, "").split())
        if name and name != fitted[language]:
            _refuse_unfit(name, language)
            if of := others.get(typenames.folded(name)):
                told = {"name": name, "other": typenames.names()[of]}
                raise UnableToName(
                    _("“%(name)s”是另一类知识（%(other)s）的名称，请换一个。") % told, language
                )
            fitted[language] = name
    return fitted


def _width(name: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in name)


def _refuse_unfit(name: str, language: str) -> None:
    if len(name) < SHORTEST or _width(name) > WIDEST:
        told = {"least": SHORTEST, "han": WIDEST // 2, "most": WIDEST}
        words = _("名称至少 %(least)s 个字，最多 %(han)s 个汉字或 %(most)s 个字母。")
        raise UnableToName(words % told, language)
    if any(unicodedata.category(sign).startswith("C") for sign in name):
        raise UnableToName(_("名称里有看不见的字符，请重新输入。"), language)
    if not any(sign.isalnum() for sign in name):
        raise UnableToName(_("名称里至少要有一个字。"), language)
