"""Tables that can be scanned: widths, amounts to the right, the customer's own rows lit."""

import re
from dataclasses import dataclass
from itertools import zip_longest

from django import template
from django.template import Context

from zhixi.accounts.context import CallContext
from zhixi.knowledge.types.base import Table, Variant

register = template.Library()

_AMOUNT = re.compile(r"[+-]?[\d,.]+ ?(%|‰|元|万元|万|笔|次|期|天|日)?(/\S+)?")
_EMPTY = {"", "–", "—", "-", "/", "无"}
_NAMES = re.compile(r"[、，,；;／/｜|·（）()：:\s]+")
# Columns whose cells say for whom a row is; what other cells name may be a warning.
_FOR_WHOM = re.compile(
    "(?:适用|参加|面向|办理)?的?(?:卡?产品|卡种|客户|对象|(?:客户)?(?:范围|等级)|地区|区域|分行)|适用"
)
_NOT_FOR = re.compile("除外|以外|不参加|不含|不适用|不可|不能")
WIDTHS = (3, 6, 10, 18)  # characters of the longest cell, up to which a column is of width 1, 2, …
FEW_ROWS, FEW_COLUMNS = 24, 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, how wide it asks to be (1–5), and whether it holds amounts."""

    head: str
    width: int
    amounts: bool
    lit: bool


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    amount: bool
    lit: bool


@dataclass(frozen=True, slots=True)
class Row:
    cells: list[Cell]
    lit: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    columns: list[Column]
    rows: list[Row]

    @property
    def tall(self) -> bool:
        return len(self.rows) > FEW_ROWS

    @property
    def scrolls(self) -> bool:
        """Whether it may be larger than its box, which the keyboard must then reach."""
        return self.tall or len(self.columns) > FEW_COLUMNS


def laid_out(header: list[str], rows: list[list[str]], customer: CallContext | None) -> Sheet:
    """How a table is shown to this customer's agent; nothing of it is left out."""
    columns = [
        _column(n, head, [row[n] for row in rows if n < len(row)], customer)
        for n, head in enumerate(header)
    ]
    told = [n == 0 or bool(_FOR_WHOM.fullmatch(head)) for n, head in enumerate(header)]
    lit = [_is_for(row, told, customer) for row in rows]
    if all(lit) and len(rows) > 1:
        lit = [False] * len(rows)  # what holds for all tells nobody apart
    shown = [Row(_cells(row, columns), own) for row, own in zip(rows, lit, strict=True)]
    return Sheet(columns, shown)


def names(text: str, customer: CallContext | None) -> bool:
    """Whether the text names the customer's product, tier or region, and does not except it."""
    if customer is None:
        return False
    own = [value for value in (customer.product, customer.tier, customer.region) if value]
    return any(
        said.startswith(value) and not _NOT_FOR.search(said[len(value) :])
        for said in _NAMES.split(text)
        for value in own
    )


def _column(n: int, head: str, texts: list[str], customer: CallContext | None) -> Column:
    said = [text for text in texts if text not in _EMPTY]
    amounts = n > 0 and 2 * sum(map(_is_amount, said)) > len(said)
    longest = max(map(_length, [head, *texts]))
    width = 1 + sum(longest > most for most in WIDTHS)
    return Column(head, width, amounts, n > 0 and names(head, customer))


def _cells(row: list[str], columns: list[Column]) -> list[Cell]:
    cells = zip_longest(row, columns[: len(row)])
    return [
        Cell(
            text,
            n > 0 and (_is_amount(text) or bool(column and column.amounts and text in _EMPTY)),
            bool(column and column.lit),
        )
        for n, (text, column) in enumerate(cells)
    ]


def _is_for(row: list[str], told: list[bool], customer: CallContext | None) -> bool:
    return any(names(text, customer) for text, who in zip(row, told, strict=False) if who)


def _is_amount(text: str) -> bool:
    return bool(_AMOUNT.fullmatch(text))


def _length(text: str) -> float:
    """In Chinese characters; a Latin one takes half of the room."""
    return sum(0.5 if ord(sign) < 0x2E80 else 1 for sign in text)


def customer_of(context: Context) -> CallContext | None:
    """Whose call it is, where the page says so."""
    return context.get("customer") or None


@register.simple_tag(takes_context=True)
def sheet(context: Context, table: Table) -> Sheet:
    return laid_out(table.header, table.rows, customer_of(context))


@register.simple_tag(takes_context=True)
def named(context: Context, text: str) -> bool:
    """Whether the text is about this customer's product, tier or region."""
    return names(text, customer_of(context))


@register.simple_tag(takes_context=True)
def own_fact(context: Context, name: str, value: str) -> bool:
    """The same of a fact; its value counts where its name says for whom it is."""
    customer = customer_of(context)
    return names(name, customer) or bool(_FOR_WHOM.fullmatch(name) and names(value, customer))


@register.simple_tag(takes_context=True)
def told_as(context: Context, path: str) -> str:
    """Region, product or tier for which this part reads otherwise than for all others."""
    customer, content = customer_of(context), context["content"]
    if customer is None:
        return ""
    told = [v for v in content.variants if v.part == path and v.suits(customer)]
    return max(told, key=lambda v: len(v.conditions)).condition_text if told else ""


@register.simple_tag(takes_context=True)
def suits(context: Context, variant: Variant) -> bool:
    customer = customer_of(context)
    return customer is not None and variant.suits(customer)
