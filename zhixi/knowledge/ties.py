"""Articles that pass the gate together: what was split off another, what goes into another."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from zhixi.knowledge import drafts
from zhixi.knowledge.drafts import Kept
from zhixi.knowledge.models import Tie
from zhixi.knowledge.queries import NotVisible


@dataclass(frozen=True, slots=True)
class Tied:
    """A tie with how both articles stand."""

    tie: Tie
    giving: Kept
    taking: Kept

    @property
    def merges(self) -> bool:
        return self.tie.kind == Tie.Kind.MERGE

    @property
    def written(self) -> list[Kept]:
        """Those whose texts pass the gate: of a merger the giving one only ends."""
        return [self.taking] if self.merges else [self.giving, self.taking]

    @property
    def waiting(self) -> bool:
        return any(kept.waiting for kept in self.written)


def tie_of(number: int) -> Tie | None:
    ties = Tie.objects.filter(Q(giving=number) | Q(taking=number))
    return ties.select_related("by").first()


def tied(pk: int) -> Tied:
    """Raises NotVisible."""
    tie = Tie.objects.filter(pk=pk).select_related("by").first()
    if tie is None:
        raise NotVisible
    return Tied(tie, drafts.kept(tie.giving_id), drafts.kept(tie.taking_id))


def torn(numbers: Collection[int]) -> Tie | None:
    """A tie of one of these, which therefore cannot go alone."""
    return Tie.objects.filter(Q(giving__in=numbers) | Q(taking__in=numbers)).first()
