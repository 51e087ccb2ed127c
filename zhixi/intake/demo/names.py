"""The demo bank's kept names: those its texts use, of which two are sold no more."""

import datetime as dt

from zhixi.accounts.models import Person
from zhixi.knowledge.actions import labelling
from zhixi.knowledge.models import Label

STOPPED = ("悦购联名卡", "月月享")


def keep(by: Person, now: dt.datetime) -> None:
    for kind in Label.Kind.values:
        labelling.add_strangers(kind=kind, by=by, now=now)
    for label in Label.objects.filter(kind=Label.Kind.PRODUCT, name__in=STOPPED):
        labelling.set_active(label=label, active=False, by=by, now=now)
