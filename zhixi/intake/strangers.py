"""People, units, circles and sections that an export names, found here or made as stubs."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts.models import Audience, AudienceUnit, Person, Unit
from zhixi.intake.form import Circle, Place, SectionRow, Sections
from zhixi.knowledge.actions import UnableToLoad
from zhixi.knowledge.models import Section, SectionPlacement
from zhixi.knowledge.sections import tree
from zhixi.knowledge.timeline import FOREVER


class Known:
    """What the base knows by its outside names, growing as an export is read."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.strangers: dict[str, list[str]] = {"persons": [], "units": []}
        self._persons = dict(Person.objects.values_list("number", "id"))
        self._units = dict(Unit.objects.values_list("code", "id"))
        self._root = Unit.objects.filter(parent=None).order_by("id").first()
        self._circles = dict(Audience.objects.values_list("name", "id"))
        self._members: dict[str, set[str]] = {}
        for name, code in AudienceUnit.objects.values_list("audience__name", "unit__code"):
            self._members.setdefault(name, set()).add(code)
        known = tree(FOREVER)
        self._sections = {"/".join(known.names(section)): section for section in known.nodes}
        self._limits = {path: known.nodes[pk].audience for path, pk in self._sections.items()}

    def person(self, number: str) -> int:
        if number not in self._persons:
            stub = Person(number=number, name=number, deactivated_on=timezone.localdate(self.now))
            stub.set_unusable_password()
            stub.save()
            self._persons[number] = stub.pk
            self.strangers["persons"].append(number)
        return self._persons[number]

    def unit(self, code: str) -> int:
        if code not in self._units:
            stub = Unit.objects.create(
                code=code, name=code, kind=Unit.Kind.DEPARTMENT, parent=self._root
            )
            self._units[code] = stub.pk
            self.strangers["units"].append(code)
        return self._units[code]

    def audience(self, circle: Circle | None) -> int | None:
        """Raises UnableToLoad where that name means other units here: that could widen."""
        if circle is None:
            return None
        if circle.name not in self._circles:
            made = Audience.objects.create(name=circle.name)
            AudienceUnit.objects.bulk_create(
                [AudienceUnit(audience=made, unit_id=self.unit(code)) for code in circle.units]
            )
            self._circles[circle.name] = made.pk
            self._members[circle.name] = set(circle.units)
        if self._members.get(circle.name, set()) != set(circle.units):
            raise UnableToLoad(
                _("可见范围“%(name)s”在本库中包含别的机构，读入会改变谁能看到。")
                % {"name": circle.name}
            )
        return self._circles[circle.name]

    def place(self, told: Place) -> dict[str, int | None]:
        """The keys of where a text stands."""
        return {
            "section_id": self._sections[told.section],
            "owner_id": self.unit(told.owner) if told.owner else None,
            "audience_id": self.audience(told.audience),
        }

    def learn_sections(self, told: Sections) -> None:
        """Make the sections that are missing. Raises UnableToLoad where one is limited otherwise."""
        new = [path for path in sorted(told) if path not in self._sections]
        for path in new:
            first = told[path][0]
            self._sections[path] = Section.objects.create(created_at=first.since).pk
        for path in sorted(told):
            limit = self.audience(told[path][-1].audience)
            if path in new:
                self._place(path, told[path])
                self._limits[path] = limit
            if self._limits[path] != limit:
                raise UnableToLoad(
                    _("栏目“%(path)s”在本库中的可见范围不同，读入会改变谁能看到。") % {"path": path}
                )

    def _place(self, path: str, rows: list[SectionRow]) -> None:
        for row in rows:
            SectionPlacement.objects.create(
                section_id=self._sections[path],
                parent_id=self._sections[row.under] if row.under else None,
                name=row.name,
                audience_id=self.audience(row.audience),
                closed=row.closed,
                from_at=row.since,
                recorded_at=row.recorded_at,
                recorded_by_id=self.person(row.by) if row.by else None,
            )
