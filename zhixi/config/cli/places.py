"""Verbs about places: sections, who may read there, and words that must go."""

from dataclasses import replace

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts import actions as staff
from zhixi.accounts.models import Audience, Person
from zhixi.accounts.queries import audience_named, unit_named
from zhixi.config.cli.options import NUMBER, Staff
from zhixi.knowledge import actions, queries
from zhixi.knowledge.sections import Node, tree

by = click.option("--by", "person", type=Staff(), required=True, help="由谁提出：登录名或工号。")
reason = click.option("--reason", default="", help="原因，记入审计链。")


class Circle(click.ParamType):
    """An audience by its name."""

    name = "audience"

    def convert(self, value: str | Audience, param: object, ctx: object) -> Audience:
        return value if isinstance(value, Audience) else audience_named(value)


@click.group()
def audience() -> None:
    """可见范围。"""


@audience.command("add")
@click.argument("name")
@click.option("--unit", "units", multiple=True, required=True, help="机构的代码或名称，可写多个。")
def add_audience(name: str, units: tuple[str, ...]) -> None:
    """新增一个可见范围：这些机构及其下级的人员。"""
    named = [unit_named(unit) for unit in units]
    staff.audience(name=name, units=named, by=None, now=timezone.now())
    click.echo(name)


@click.group()
def section() -> None:
    """栏目。"""


@section.command("add")
@click.argument("path")
@click.option("--audience", type=Circle(), help="可见范围，缺省随上级栏目。")
@by
def add_section(path: str, audience: Audience | None, person: Person) -> None:
    """新增一个栏目，例如“信用卡/安全”。"""
    now = timezone.now()
    actions.section_at(path=path.split("/"), by=person, now=now, audience=audience)
    click.echo(path)


@section.command("change")
@click.argument("path")
@click.option("--name", help="新名称。")
@click.option("--under", help="移到哪个栏目之下；写 / 表示最上层。")
@click.option("--audience", type=Circle(), help="新的可见范围。")
@click.option("--everyone", is_flag=True, help="取消本栏目自己的可见范围。")
@by
@reason
def change_section(
    path: str,
    name: str | None,
    under: str | None,
    audience: Audience | None,
    everyone: bool,
    person: Person,
    reason: str,
) -> None:
    """改名、移动或放宽一个栏目，提交确认；缩小可见范围用 narrow。"""
    node = _node(path)
    wanted = replace(
        node,
        name=name or node.name,
        parent=node.parent if under is None else (None if under == "/" else _node(under).id),
        audience=None if everyone else (audience.pk if audience else node.audience),
    )
    made = actions.change_section(wanted=wanted, by=person, clock=timezone.now, reason=reason)
    click.echo(_("提交 %(id)s，摘要 %(digest)s") % {"id": made.pk, "digest": made.digest})


@section.command("narrow")
@click.argument("path")
@click.option("--audience", type=Circle(), required=True, help="更小的可见范围。")
@by
@reason
def narrow_section(path: str, audience: Audience, person: Person, reason: str) -> None:
    """缩小一个栏目的可见范围，立即生效。"""
    actions.narrow_section(
        section=_node(path).id, audience=audience, by=person, now=timezone.now(), reason=reason
    )
    click.echo(path)


@click.command()
@click.argument("number", type=NUMBER)
@click.option("--audience", type=Circle(), required=True, help="更小的可见范围。")
@by
@reason
def narrow(number: int, audience: Audience, person: Person, reason: str) -> None:
    """缩小一条知识的可见范围，立即生效。"""
    article = queries.article_of(number)
    actions.narrow(article=article, audience=audience, by=person, now=timezone.now(), reason=reason)
    click.echo(str(number))


@click.command()
@click.argument("number", type=NUMBER)
@click.option("--version", "n", type=NUMBER, required=True, help="第几版。")
@click.option("--ground", required=True, help="依据：法律条款或监管要求。")
@by
def redact(number: int, n: int, ground: str, person: Person) -> None:
    """提出依法删除一版的内容，由安全管理员核准。"""
    version = queries.version_of(number, n)
    made = actions.ask_removal(version=version, ground=ground, by=person, clock=timezone.now)
    click.echo(_("提交 %(id)s，摘要 %(digest)s") % {"id": made.pk, "digest": made.digest})


def _node(path: str) -> Node:
    """The section of that path as it stands now. Raises UnableToPlace."""
    sections = tree(timezone.now())
    found = sections.find([name.strip() for name in path.split("/") if name.strip()])
    if found is None:
        raise actions.UnableToPlace(_("没有栏目“%(path)s”。") % {"path": path})
    return sections.nodes[found]


COMMANDS = [audience, section, narrow, redact]
