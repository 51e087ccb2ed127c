"""The full form of an article, checked before anything is written."""

from typing import Any, Literal, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from zhixi.knowledge import types
from zhixi.lib.digest import canonical, digest

FORMAT = 1


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Circle(_Told):
    """An audience: its name and the codes of its units."""

    name: str = Field(max_length=100)
    units: list[str]


class Place(_Told):
    section: str = Field(min_length=1)
    owner: str | None = None
    audience: Circle | None = None


class SectionTold(_Told):
    audience: Circle | None
    by: str | None
    since: AwareDatetime = Field(alias="from")
    recorded_at: AwareDatetime


class Placed(Place):
    since: AwareDatetime = Field(alias="from")
    recorded_at: AwareDatetime
    by: str | None


class Version(Place):
    n: int = Field(ge=1)
    digest: str
    content: dict[str, Any]
    clauses: list[list[int | str]]
    line: UUID
    by: str
    at: AwareDatetime


class Contribution(_Told):
    line: UUID
    person: str
    how: str = Field(max_length=10)
    at: AwareDatetime


class Published(_Told):
    act: Literal["publish", "withdraw", "restore"]
    version: int | None
    since: AwareDatetime = Field(alias="from")
    until: AwareDatetime | None
    then: int | None
    recorded_at: AwareDatetime
    confirmed_by: str | None

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.since < self.recorded_at:
            raise ValueError(str(_("生效时间早于记录时间")))
        if (self.act == "withdraw") != (self.version is None):
            raise ValueError(str(_("发布须指明版本，撤回不得指明版本")))
        return self


class FullArticle(_Told):
    format: Literal[1]
    number: int = Field(ge=1, le=2**53)
    type: str
    language: str = Field(max_length=10)
    source_id: str | None = Field(max_length=200)
    created_at: AwareDatetime
    sections: dict[str, SectionTold]
    placement: list[Placed]
    versions: list[Version]
    contributions: list[Contribution]
    publications: list[Published]
    files: list[Any] = Field(max_length=0)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        numbers = [version.n for version in self.versions]
        if numbers != sorted(set(numbers)):
            raise ValueError(str(_("版本号重复或次序不对")))
        named = {p.version for p in self.publications} | {p.then for p in self.publications}
        if unknown := named - set(numbers) - {None}:
            raise ValueError(str(_("发布记录指向不存在的版本 %(n)s")) % {"n": unknown.pop()})
        for path in {place.section for place in [*self.versions, *self.placement]}:
            if missing := [p for p in upwards(path) if p not in self.sections]:
                raise ValueError(str(_("缺少栏目“%(path)s”的说明")) % {"path": missing[0]})
        return self

    @model_validator(mode="after")
    def _contents_hold(self) -> Self:
        for version in self.versions:
            if digest(canonical(version.content)) != version.digest:
                raise ValueError(str(_("第 %(n)s 版的内容与其摘要不符")) % {"n": version.n})
            try:
                types.read(self.type, version.content)
            except types.UnreadableContent as error:
                raise ValueError(str(error)) from error
        return self


def upwards(path: str) -> list[str]:
    """`a/b/c` gives `a`, `a/b`, `a/b/c`."""
    names = path.split("/")
    return ["/".join(names[:depth]) for depth in range(1, len(names) + 1)]
