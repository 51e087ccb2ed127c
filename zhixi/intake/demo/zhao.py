"""The filters that zhao keeps of the list of articles."""

from django.utils.http import urlencode

from zhixi.accounts.models import Person
from zhixi.knowledge.actions.listkeeping import keep_filter

FILTERS = [
    ("信用卡常见问题", {"section": "信用卡", "type": "faq", "sort": "title"}),
    ("按复审日", {"sort": "review"}),
    ("办完的活动", {"state": "ended", "type": "campaign"}),
]


def before(zhao: Person) -> None:
    for name, asked in FILTERS:
        keep_filter(name=name, query=urlencode(asked), by=zhao)
