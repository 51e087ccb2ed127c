"""What all types of knowledge share: naming, times, variants, parts."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Annotated, Any, ClassVar, Self

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from zhixi.accounts.context import CallContext
from zhixi.knowledge.types import places
from zhixi.lib import html
from zhixi.lib.files.kinds import KINDS
from zhixi.lib.files.names import harmless, suffix_of
from zhixi.lib.text import Covered

SCHEMA = 1
PICTURES = 30  # in one body

# Equal moments give equal words, so that a digest does not depend on how a zone was written.
Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(dt.UTC))]
Html = Annotated[str, AfterValidator(html.normalise)]
Line = Annotated[str, Field(max_length=2000)]
Lines = Annotated[list[Line], AfterValidator(lambda lines: [line for line in lines if line])]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece that can be quoted, compared and referred to; `path` leads to it in the payload."""

    path: str
    kind: str  # paragraph, row, line, step, picture or file
    label: str
    text: str
    sayable: bool = False
    internal: bool = False


class Piece(BaseModel):
    """A part of a content: strict about names, lenient about blanks."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Variant(Piece):
    """Another value for one part where region, product or tier are these. Of a block of the body
    it keeps the words that it stands `of`: by them it is found again, wherever it moves."""

    part: str
    region: str = ""
    product: str = ""
    tier: str = ""
    value: Any
    of: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        named = {"region": self.region, "product": self.product, "tier": self.tier}
        return {key: value for key, value in named.items() if value}

    @property
    def condition_text(self) -> str:
        return " · ".join(self.conditions.values())

    @property
    def text(self) -> str:
        if places.in_block(self.part):
            return html.plain(str(self.value)).replace("｜", "；")
        if places.adds(self.part) and isinstance(self.value, list):
            return places.listed([str(each) for each in self.value])
        return html.plain(self.value) if self.part == "body" else _words(self.value)

    def suits(self, context: CallContext) -> bool:
        return all(getattr(context, key) == value for key, value in self.conditions.items())


class Period(Piece):
    """From a moment until another, which no longer belongs to it."""

    starts_at: Moment
    ends_at: Moment

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError(str(_("结束时间应晚于开始时间")))
        return self


class Table(Piece):
    title: str = ""
    header: list[str] = Field(min_length=1)
    rows: list[list[str]] = []

    @model_validator(mode="after")
    def _even(self) -> Self:
        for n, row in enumerate(self.rows, start=1):
            if len(row) != len(self.header):
                raise ValueError(
                    str(_("表“%(table)s”第 %(n)s 行有 %(have)s 格，应为 %(want)s 格"))
                    % {"table": self.title, "n": n, "have": len(row), "want": len(self.header)}
                )
        return self


class Attachment(Piece):
    """A file by the digest of its bytes; the name's suffix tells what its content is."""

    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    name: str = Field(max_length=120)
    transcript: str = ""  # of a sound

    @model_validator(mode="after")
    def _named(self) -> Self:
        suffix = suffix_of(self.name)
        if suffix not in KINDS:
            raise ValueError(str(_("文件名请保留原来的扩展名")))
        self.name = harmless(self.name, suffix)
        return self

    @property
    def suffix(self) -> str:
        return suffix_of(self.name)

    @property
    def is_sound(self) -> bool:
        return KINDS[self.suffix].sort == "sound"

    @property
    def fingerprint(self) -> str:
        """The digest's beginning for people, in letters: digits might look like a customer's."""
        letters = self.digest[7:23].translate(str.maketrans("0123456789", "ghjkmnpqrs"))
        return " ".join(letters[n : n + 4] for n in range(0, 16, 4))


class TypedContent(Piece):
    code: ClassVar[str]
    label: ClassVar[Any]
    order: ClassVar[int]
    # Where the sentence that answers stands, the first choice first: beginnings of paths.
    answered_by: ClassVar[tuple[str, ...]] = ("lead", "body/")
    may_sound: ClassVar[bool] = False  # whether recordings may be attached

    title: str = Field(min_length=1, max_length=200)
    phrasings: Lines = []
    keywords: Lines = []
    tags: Lines = []
    products: Lines = []
    channels: Lines = []
    regions: Lines = []
    source_document: str = ""
    effective_from: Moment | None = None
    expires_at: Moment | None = None
    review_by: Moment | None = None  # until then its department answers for it
    variants: list[Variant] = []

    lead: Annotated[str, Field(max_length=60)] = ""
    body: Html = ""
    must_tell: Lines = []
    must_not_say: Lines = []
    internal: Lines = []
    attachments: Annotated[list[Attachment], Field(max_length=20)] = []

    @field_validator("body")
    @classmethod
    def _not_a_book_of_pictures(cls, body: str) -> str:
        if len(html.pictures(body)) > PICTURES:
            raise ValueError(str(_("正文里最多放 %(n)s 张图片")) % {"n": PICTURES})
        return body

    @field_validator("attachments")
    @classmethod
    def _sounds_are_written_down(cls, attachments: list[Attachment]) -> list[Attachment]:
        sounds = [each for each in attachments if each.is_sound]
        if sounds and not cls.may_sound:
            raise ValueError(str(_("这一类知识不能附录音")))
        for sound in sounds:
            if not sound.transcript:
                raise ValueError(str(_("录音“%(name)s”缺少文字稿")) % {"name": sound.name})
        return attachments

    @model_validator(mode="after")
    def _each_variant_holds(self) -> Self:
        for n, variant in enumerate(self.variants, start=1):
            if not variant.conditions:
                raise ValueError(str(_("第 %(n)s 个变体没有写明地区、产品或客户等级")) % {"n": n})
            block = places.in_block(variant.part)
            said = (self.body, variant.part, variant.of)
            variant.part, variant.of = places.block_of(*said) if block else (variant.part, "")
        for chosen in self._combinations():
            self._with(chosen)
        if self.expires_at and self.effective_from and self.expires_at <= self.effective_from:
            raise ValueError(str(_("失效时间应晚于生效时间")))
        return self

    def _combinations(self) -> list[list[Variant]]:
        """The variants that some customer meets together, each set of them once."""
        regions, products, tiers = (
            {"", *(getattr(variant, key) for variant in self.variants)}
            for key in ("region", "product", "tier")
        )
        customers = (CallContext(r, p, t) for r, p, t in product(regions, products, tiers))
        met = {tuple(v.suits(customer) for v in self.variants) for customer in customers}
        return [
            _closest_last(v for v, suits in zip(self.variants, each, strict=True) if suits)
            for each in met
            if any(each)
        ]

    def _with(self, variants: Sequence[Variant]) -> Self:
        payload = self.model_dump(mode="json", exclude={"variants"})
        places.put_all(payload, variants)
        return self.model_validate(payload)

    def for_context(self, context: CallContext) -> Self:
        """The content as this customer's agent should read it; the closest variant wins."""
        suitable = [variant for variant in self.variants if variant.suits(context)]
        if not suitable:
            return self
        chosen = self._with(_closest_last(suitable))
        chosen.variants = self.variants
        return chosen

    @property
    def template(self) -> str:
        """What shows it on a page."""
        return f"types/{self.code}/article.html"

    def answer(self) -> str:
        """The sentence that answers, as plain text; never one that must not be said."""
        sayable = (part for part in self.sayable_parts() if part.sayable)
        body = (part for part in self.body_parts() if part.kind != "picture")
        parts = chain(body, sayable, self.own_parts())
        return self.lead or next((part.text for part in parts), "")

    def parts(self) -> Iterator[Part]:
        """All that the content says, in reading order."""
        labels = dict[str, str]()
        internal = lines("internal", _("内部须知"), self.internal, internal=True)
        said = (self.sayable_parts(), self.own_parts(), self.body_parts(), internal)
        for part in chain(*said, self.attachment_parts()):
            labels[part.path] = part.label
            yield part
        for n, variant in enumerate(self.variants):
            label = labels.get(variant.part) or self._label_of(variant)
            # Whoever confirms must see a changed condition too, so the text names it.
            words = f"{variant.condition_text}｜{label}｜{variant.text}"
            hidden = variant.part.split("/")[0] == "internal"
            yield Part(f"variants/{n}", "row", str(_("变体")), words, internal=hidden)

    def part_of(self, variant: Variant) -> Part | None:
        """What a variant adds where nothing stands for all others."""
        field = variant.part.split("/")[0]
        try:
            met = self._with([variant])
        except ValueError:  # it holds only beside another
            return None
        return next((p for p in reversed([*met.parts()]) if p.path.split("/")[0] == field), None)

    def _label_of(self, variant: Variant) -> str:
        part = self.part_of(variant)
        return part.label if part else variant.part

    def own_parts(self) -> Iterator[Part]:
        """What only this type has."""
        yield from ()

    def sayable_parts(self) -> Iterator[Part]:
        if self.lead:
            yield Part("lead", "paragraph", str(_("一句话口径")), self.lead, sayable=True)
        yield from lines("must_tell", _("必告知"), self.must_tell, sayable=True)
        yield from lines("must_not_say", _("禁说"), self.must_not_say)

    def body_parts(self) -> Iterator[Part]:
        label = str(_("正文"))
        for n, (kind, text) in enumerate(html.blocks(self.body)):
            yield Part(f"body/{n}", kind, label, text)

    def pictures(self) -> list[html.Picture]:
        """Those of the body, also where it is another one for some customers."""
        bodies = [self.body, *(str(v.value) for v in self.variants if v.part == "body")]
        return [picture for each in bodies for picture in html.pictures(each)]

    def attachment_parts(self) -> Iterator[Part]:
        for n, each in enumerate(self.attachments):
            words = f"{each.name}｜{_('校验码')} {each.fingerprint}"
            yield Part(f"attachments/{n}", "file", str(_("附件")), words)
            yield from text(f"attachments/{n}/transcript", _("录音文字稿"), each.transcript)

    @classmethod
    def entered(cls, words: Any, covered: list[Covered]) -> Any:
        """What may be kept of words that come in, valid or not; `covered` learns what may not."""
        return words

    def ended_from(self) -> dt.datetime | None:
        """From when on it is shown as 已结束·仅供查证."""
        return None

    def leaves_at(self) -> dt.datetime | None:
        """When it is no longer shown at all."""
        return None

    @classmethod
    def simple(cls, values: dict[str, Any]) -> Self:
        """From the simple form of an import, whose `body` is Markdown, plain text or HTML."""
        fields = dict(values)
        text = fields.pop("body", "")
        if not isinstance(text, str):
            raise ValueError(str(_("正文（body）应是一段文字，请改为字符串")))
        return cls.model_validate(fields | cls.from_body(text, fields))

    @classmethod
    def from_body(cls, text: str, given: dict[str, Any]) -> dict[str, Any]:
        """The fields that a plain body gives beside those that are given."""
        return {"body": html.from_any(text)}


def lines(
    path: str,
    label: Any,
    texts: Iterable[str],
    *,
    sayable: bool = False,
    internal: bool = False,
    kind: str = "line",
) -> Iterator[Part]:
    for n, text in enumerate(texts):
        yield Part(f"{path}/{n}", kind, str(label), text, sayable=sayable, internal=internal)


def text(path: str, label: Any, value: str) -> Iterator[Part]:
    if value:
        yield Part(path, "paragraph", str(label), value)


def moment(path: str, label: Any, at: dt.datetime | None) -> Iterator[Part]:
    if at:
        yield Part(path, "paragraph", str(label), f"{timezone.localtime(at):%Y-%m-%d %H:%M}")


def table_parts(path: str, table: Table) -> Iterator[Part]:
    yield Part(f"{path}/header", "row", table.title, "｜".join(table.header))
    for n, row in enumerate(table.rows):
        yield Part(f"{path}/rows/{n}", "row", table.title, "｜".join(row))


def period_text(period: Period | None) -> str:
    """A period as people say it: both days named, in the bank's zone."""
    if period is None:
        return ""
    start = timezone.localtime(period.starts_at)
    end = timezone.localtime(period.ends_at - dt.timedelta(seconds=1))
    days = {"start": f"{start:%Y-%m-%d}", "end": f"{end:%Y-%m-%d}"}
    return str(_("%(start)s 至 %(end)s")) % days


def _closest_last(variants: Iterable[Variant]) -> list[Variant]:
    return sorted(variants, key=lambda variant: len(variant.conditions))


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "｜".join(_words(each) for each in value.values())
    if isinstance(value, list):
        return "；".join(_words(each) for each in value)
    return str(value)
