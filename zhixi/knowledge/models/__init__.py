"""Articles, their versions and publications; each noun has its file."""

from zhixi.knowledge.models.articles import Article, ArticleVersion, Content, Placement
from zhixi.knowledge.models.drafts import Autosave, Draft, DraftContribution
from zhixi.knowledge.models.publications import InitialLoad, LiveSpan, Publication, Withdrawal
from zhixi.knowledge.models.removals import Redaction, RedactionRequest
from zhixi.knowledge.models.sections import Section, SectionChange, SectionPlacement
from zhixi.knowledge.models.shelf import Favourite, Folder, Receipt, Visit

__all__ = [
    "Article",
    "ArticleVersion",
    "Autosave",
    "Content",
    "Draft",
    "DraftContribution",
    "Favourite",
    "Folder",
    "InitialLoad",
    "LiveSpan",
    "Placement",
    "Publication",
    "Receipt",
    "Redaction",
    "RedactionRequest",
    "Section",
    "SectionChange",
    "SectionPlacement",
    "Visit",
    "Withdrawal",
]
