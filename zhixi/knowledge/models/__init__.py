"""Articles, their versions and publications; each noun has its file."""

from zhixi.knowledge.models.articles import Article, ArticleVersion, Content, Placement
from zhixi.knowledge.models.batches import BatchWithdrawal, ReturnedSheet
from zhixi.knowledge.models.calendar import CalendarMark
from zhixi.knowledge.models.checks import CheckLevel, Level, OverruledCheck, RaisedCheck, Wording
from zhixi.knowledge.models.drafts import Autosave, Draft, DraftContribution
from zhixi.knowledge.models.files import ContentFile, File, FileText, Upload
from zhixi.knowledge.models.labels import Label, LabelUse
from zhixi.knowledge.models.lists import ListColumns, SavedFilter
from zhixi.knowledge.models.presence import Presence
from zhixi.knowledge.models.publications import InitialLoad, LiveSpan, Publication, Withdrawal
from zhixi.knowledge.models.regional import RegionalChange, RegionalDifference, RegionalDraft
from zhixi.knowledge.models.removals import Redaction, RedactionRequest
from zhixi.knowledge.models.requests import (
    KnowledgeRequest,
    RequestEvent,
    RequestFile,
    RequestTie,
)
from zhixi.knowledge.models.reshaping import Merger, Origin, Redirect, Tie
from zhixi.knowledge.models.sections import Section, SectionChange, SectionMerge, SectionPlacement
from zhixi.knowledge.models.shelf import Favourite, Folder, Receipt, Visit
from zhixi.knowledge.models.types import TypeName

__all__ = [
    "Article",
    "ArticleVersion",
    "Autosave",
    "BatchWithdrawal",
    "CalendarMark",
    "CheckLevel",
    "Content",
    "ContentFile",
    "Draft",
    "DraftContribution",
    "Favourite",
    "File",
    "FileText",
    "Folder",
    "InitialLoad",
    "KnowledgeRequest",
    "Label",
    "LabelUse",
    "Level",
    "ListColumns",
    "LiveSpan",
    "Merger",
    "Origin",
    "OverruledCheck",
    "Placement",
    "Presence",
    "Publication",
    "RaisedCheck",
    "Receipt",
    "Redaction",
    "RedactionRequest",
    "Redirect",
    "RegionalChange",
    "RegionalDifference",
    "RegionalDraft",
    "RequestEvent",
    "RequestFile",
    "RequestTie",
    "ReturnedSheet",
    "SavedFilter",
    "Section",
    "SectionChange",
    "SectionMerge",
    "SectionPlacement",
    "Tie",
    "TypeName",
    "Upload",
    "Visit",
    "Withdrawal",
    "Wording",
]
