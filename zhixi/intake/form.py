"""The full form of an article, checked before anything is written."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field, model_validator

from zhixi.knowledge import types
from zhixi.lib.digest import canonical, digest
from zhixi.lib.files.kinds import KINDS

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


class SectionRow(_Told):
    """Name, place and readers of a section from a moment on."""

    name: str = Field(min_length=1, max_length=100)
    under: str | None
    audience: Circle | None
    by: str | None
    since: AwareDatetime = Field(alias="from")
    recorded_at: AwareDatetime
    closed: bool = False


Sections = dict[str, Annotated[list[SectionRow], Field(min_length=1)]]


class Removed(_Told):
    """Why and by whom the words of a version were removed."""

    ground: str = Field(max_length=200)
    asked_by: str
    decided_by: str
    at: AwareDatetime

    @model_validator(mode="after")
    def _by_two(self) -> Self:
        if self.asked_by == self.decided_by:
            raise ValueError(str(_("依法删除须由两人办理")))
        return self


class Placed(Place):
    since: AwareDatetime = Field(alias="from")
    recorded_at: AwareDatetime
    by: str | None


class Version(Place):
    n: int = Field(ge=1)
    digest: str
    content: dict[str, Any] | None
    removed: Removed | None
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
    into: int | None = None  # the article that took its place

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.since < self.recorded_at:
            raise ValueError(str(_("生效时间早于记录时间")))
        if (self.act == "withdraw") != (self.version is None):
            raise ValueError(str(_("发布须指明版本，撤回不得指明版本")))
        if self.into is not None and self.act != "withdraw":
            raise ValueError(str(_("只有撤回能转到另一条知识")))
        return self


class FileTold(_Told):
    """A file with its bytes, which must give its digest."""

    digest: str
    suffix: str
    width: int | None = Field(ge=1)
    height: int | None = Field(ge=1)
    cleared: bool
    by: str
    at: AwareDatetime
    data: Base64Bytes

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.suffix not in KINDS or digest(self.data) != self.digest:
            raise ValueError(str(_("附件 %(digest)s 与其摘要不符")) % {"digest": self.digest})
        return self


class FullArticle(_Told):
    format: Literal[1]
    number: int = Field(ge=1, le=2**53)
    type: str
    language: str = Field(max_length=10)
    source_id: str | None = Field(max_length=200)
    created_at: AwareDatetime
    sections: Sections
    placement: list[Placed]
    versions: list[Version]
    contributions: list[Contribution]
    publications: list[Published]
    files: list[FileTold]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        numbers = [version.n for version in self.versions]
        if numbers != sorted(set(numbers)):
            raise ValueError(str(_("版本号重复或次序不对")))
        named = {p.version for p in self.publications} | {p.then for p in self.publications}
        if unknown := named - set(numbers) - {None}:
            raise ValueError(str(_("发布记录指向不存在的版本 %(n)s")) % {"n": unknown.pop()})
        places = {place.section for place in [*self.versions, *self.placement]}
        above = {row.under for rows in self.sections.values() for row in rows if row.under}
        if missing := sorted((places | above) - self.sections.keys()):
            raise ValueError(str(_("缺少栏目“%(path)s”的说明")) % {"path": missing[0]})
        return self

    @model_validator(mode="after")
    def _contents_hold(self) -> Self:
        for version in self.versions:
            if (version.content is None) != (version.removed is not None):
                raise ValueError(str(_("第 %(n)s 版缺少内容")) % {"n": version.n})
            if version.content is None:
                continue
            if digest(canonical(version.content)) != version.digest:
                raise ValueError(str(_("第 %(n)s 版的内容与其摘要不符")) % {"n": version.n})
            try:
                types.read(self.type, version.content)
            except types.UnreadableContent as error:
                raise ValueError(str(error)) from error
        return self
