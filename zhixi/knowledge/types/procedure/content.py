"""A decision tree that always leads to an end; a broken one is refused, its place named."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal, Self

from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from zhixi.knowledge.types.base import Part, Piece, TypedContent
from zhixi.lib import html


class Choice(Piece):
    label: str
    to: str


class Node(Piece):
    id: str
    kind: Literal["question", "step", "end"]
    text: str
    say: str = ""
    choices: list[Choice] = []
    next: str = ""

    def ways(self) -> list[str]:
        return [choice.to for choice in self.choices] + ([self.next] if self.next else [])


class Content(TypedContent):
    code = "procedure"
    label = _("引导流程")
    order = 6
    answered_by = ("lead", "nodes/0")

    nodes: list[Node] = Field(min_length=1)

    @model_validator(mode="after")
    def _leads_to_an_end(self) -> Self:
        by_id: dict[str, Node] = {}
        for node in self.nodes:
            if not node.id or re.search(r"\s", node.id):
                raise ValueError(str(_("节点编号“%(id)s”应不空、不含空格")) % {"id": node.id})
            if node.id in by_id:
                raise ValueError(str(_("节点“%(id)s”出现了两次")) % {"id": node.id})
            by_id[node.id] = node
        for node in self.nodes:
            _refuse_broken(node, by_id)
        _refuse_endless(self.nodes[0], by_id)
        return self

    def answer(self) -> str:
        return self.lead or self.nodes[0].say or self.nodes[0].text

    def own_parts(self) -> Iterator[Part]:
        for n, node in enumerate(self.nodes):
            ways = "；".join(f"{choice.label} → {choice.to}" for choice in node.choices)
            said = f"“{node.say}”" if node.say else ""
            words = " ".join(
                filter(None, [node.text, said, ways or (node.next and f"→ {node.next}")])
            )
            yield Part(f"nodes/{n}", "step", node.id, words)

    @classmethod
    def from_body(cls, text: str, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("nodes"):
            return {"body": html.from_any(text)}
        raise ValueError(str(_("这一类知识不能由正文导入，请用 content 写明节点与去向")))


def _refuse_broken(node: Node, by_id: dict[str, Node]) -> None:
    for target in node.ways():
        if target not in by_id:
            raise ValueError(
                str(_("节点“%(id)s”通向不存在的“%(to)s”")) % {"id": node.id, "to": target}
            )
    if node.kind == "end" and node.ways():
        raise ValueError(str(_("结束节点“%(id)s”之后不应再有去向")) % {"id": node.id})
    if node.kind != "end" and not node.ways():
        raise ValueError(str(_("节点“%(id)s”没有去向，也不是结束")) % {"id": node.id})


def _refuse_endless(start: Node, by_id: dict[str, Node]) -> None:
    """No way leads back to where it came from, and none is left aside."""
    try:
        TopologicalSorter({id_: node.ways() for id_, node in by_id.items()}).prepare()
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise ValueError(str(_("流程会循环不止：%(circle)s")) % {"circle": circle}) from error
    reached, waiting = {start.id}, [start.id]
    while waiting:
        new = set(by_id[waiting.pop()].ways()) - reached
        reached |= new
        waiting += new
    for id_ in by_id:
        if id_ not in reached:
            raise ValueError(str(_("节点“%(id)s”走不到")) % {"id": id_})
