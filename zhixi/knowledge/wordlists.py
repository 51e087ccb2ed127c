"""The lists of words that the bank keeps, as one page of each shows them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.models import Wording
from zhixi.search.models import BankWord

_Kind = Wording.Kind


@dataclass(frozen=True, slots=True)
class WordList:
    code: str
    name: Any
    about: Any

    @property
    def watched(self) -> bool:
        """Whether texts are checked for its words; the others are the search's."""
        return self.code in Wording.Kind.values


LISTS = {
    each.code: each
    for each in (
        WordList("forbidden", _Kind.FORBIDDEN.label, _("不得对客说的词，消保和合规要求。")),
        WordList("promise", _Kind.PROMISE.label, _("做不到就成了误导的词。")),
        WordList("written", _Kind.WRITTEN.label, _("念出来不像说话的词。")),
        WordList("internal", _Kind.INTERNAL.label, _("客户听不懂或不该听到的词。")),
        WordList(
            "synonym",
            _("同义词"),
            _(
                "“甲 = 乙”互相通用；“甲、乙 > 丙”查甲或乙时也查丙；后面加“ ! 说明”，坐席查到旧说法时看到说明。保存后立即生效。"
            ),
        ),
        WordList(
            "lexicon",
            _("词库"),
            _(
                "本行的产品、业务名称，检索时不拆开。新写和改动的知识立即按新词检索，其余在重建索引后。"
            ),
        ),
    )
}


def counts() -> dict[str, int]:
    found = dict(Wording.objects.values_list("kind").annotate(n=Count("pk")))
    return found | dict(BankWord.objects.values_list("kind").annotate(n=Count("pk")))


def rows(kind: str, text: str) -> QuerySet[Any, Any]:
    """The words of a list that hold the text, the last changed first."""
    if LISTS[kind].watched:
        found: QuerySet[Any, Any] = Wording.objects.filter(kind=kind)
        holding = [Q(**{f"{name}__icontains": text}) for name in ("word", "why", "instead")]
    else:
        found = BankWord.objects.filter(kind=kind)
        holding = [Q(**{f"{name}__icontains": text}) for name in ("line", "why")]
    if text:
        found = found.filter(Q(*holding, _connector=Q.OR))
    return found.select_related("changed_by").order_by("-changed_at", "id")


def row(kind: str, n: int) -> Wording | BankWord | None:
    model: Any = Wording if LISTS[kind].watched else BankWord
    found: Wording | BankWord | None = model.objects.filter(kind=kind, pk=n).first()
    return found
