"""The written texts of an answer, sorted for the channel of the call."""

from dataclasses import dataclass, field

from django import template

from zhixi.accounts.context import CallContext
from zhixi.knowledge.types.base import TypedContent
from zhixi.knowledge.types.faq.content import Content, Written

register = template.Library()

BESIDE = {"chat_text", "sms_text"}  # what an agent sends himself


@dataclass(slots=True)
class Texts:
    """Those of this call's channel, those an agent sends, and those of machines."""

    own: list[Written] = field(default_factory=list)
    beside: list[Written] = field(default_factory=list)
    others: list[Written] = field(default_factory=list)


@register.simple_tag
def texts_of(content: TypedContent, customer: CallContext | None) -> Texts:
    found = Texts()
    for each in content.written() if isinstance(content, Content) else []:
        if customer and customer.channel and each.suits(customer.channel):
            found.own.append(each)
        elif each.name in BESIDE:
            found.beside.append(each)
        else:
            found.others.append(each)
    return found
