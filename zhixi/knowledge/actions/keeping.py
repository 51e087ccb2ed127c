"""What a person keeps for himself: favourites in folders, confirmations of reading, visits."""

import datetime as dt

from django.db import connection
from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge import shelf
from zhixi.knowledge.models import Favourite, Folder, Receipt, Visit
from zhixi.knowledge.queries import rights_of
from zhixi.lib.db import alone, writing

FAVOURITES = 500
FOLDERS = 50
LONGEST = 40  # characters of a folder's name


class UnableToKeep(Exception):
    """Nothing was kept; the message says why."""


class UnableToConfirm(Exception):
    """Nothing was confirmed; the message says why."""


def keep(*, number: int, by: Person, now: dt.datetime) -> None:
    """Make an article one of the person's favourites. Raises NotVisible, UnableToKeep.

    Only those that the person sees count towards the most: the others he could not remove.
    """
    shelf.standing(number, by, now)
    with writing():
        alone(f"keep:{by.pk}")
        if Favourite.objects.filter(person=by, article=number).exists():
            return
        if len(shelf.favourites(by, rights_of(by, now), now).kept) >= FAVOURITES:
            raise UnableToKeep(_("收藏已满 %(most)s 条，请先取消一些。") % {"most": FAVOURITES})
        Favourite.objects.create(person=by, article_id=number, added_at=now)


def drop(*, number: int, by: Person) -> None:
    """An article is no favourite of the person any more; it need not have been one."""
    with writing():
        Favourite.objects.filter(person=by, article=number).delete()


def put(*, number: int, by: Person, folder: int | None = None, named: str = "") -> None:
    """Put a favourite into one of the person's folders, into a new one where a name is given,
    or back into the default one. Raises UnableToKeep."""
    with writing():
        alone(f"keep:{by.pk}")
        favourite = Favourite.objects.filter(person=by, article=number).first()
        if favourite is None:
            raise UnableToKeep(_("这条知识不在您的收藏里。"))
        if named.strip():
            favourite.folder = _named(named, by)
        else:
            favourite.folder = _own(folder, by) if folder else None
        favourite.save()


def rename_folder(*, folder: int, name: str, by: Person) -> None:
    """Raises UnableToKeep where the name is taken, or the folder is not the person's."""
    with writing():
        alone(f"keep:{by.pk}")
        found, name = _own(folder, by), _fit(name)
        if Folder.objects.filter(person=by, name=name).exclude(pk=folder).exists():
            raise UnableToKeep(_("已有名为“%(name)s”的收藏夹。") % {"name": name})
        found.name = name
        found.save()


def remove_folder(*, folder: int, by: Person) -> None:
    """Its articles stay favourites, in the default folder. Raises UnableToKeep."""
    with writing():
        _own(folder, by).delete()


def _own(folder: int, by: Person) -> Folder:
    found = Folder.objects.filter(person=by, pk=folder).first()
    if found is None:
        raise UnableToKeep(_("没有这个收藏夹，可能已被删除。"))
    return found


def _named(name: str, by: Person) -> Folder:
    """The person's folder of that name, made where there is none."""
    name = _fit(name)
    own = Folder.objects.filter(person=by)
    found = own.filter(name=name).first()
    if found is None and own.count() >= FOLDERS:
        raise UnableToKeep(_("收藏夹已满 %(most)s 个，请先删除一些。") % {"most": FOLDERS})
    return found or Folder.objects.create(person=by, name=name)


def _fit(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise UnableToKeep(_("收藏夹名称请用 1 到 %(most)s 个字。") % {"most": LONGEST})
    return name


def confirm(*, number: int, n: int, by: Person, now: dt.datetime) -> Receipt:
    """Confirm that this person has read what stands now; a second time changes nothing.

    Raises NotVisible, and UnableToConfirm where another version stands or none asks for it.
    """
    span = shelf.standing(number, by, now)
    if not span.must_read:
        raise UnableToConfirm(_("这条知识不要求阅读确认。"))
    if span.version.n != n:
        raise UnableToConfirm(_("这条通知已有新版，请看过新版再确认。"))
    own = Receipt.objects.filter(person=by, version=span.version_id)
    with writing():
        if not own.exists():
            Receipt.objects.bulk_create(
                [Receipt(person=by, version_id=span.version_id, at=now)],
                # two windows may confirm at the same moment; SQLite has one writer
                ignore_conflicts=connection.vendor == "postgresql",
            )
    return own.get()


def arrive(*, by: Person, now: dt.datetime, trace: dt.datetime | None) -> None:
    """Write down that a visit begins, if one does; `trace` is the person's last in the log."""
    with writing():
        alone(f"visit:{by.pk}")
        visiting = shelf.visiting(by, now, trace)
        if visiting.begins:
            before = None if visiting.first else visiting.since
            Visit.objects.update_or_create(
                person=by, defaults={"began_at": now, "before_at": before}
            )
