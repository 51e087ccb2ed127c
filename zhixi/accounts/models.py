"""People and places. What a person was at any past moment can still be told."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhixi.accounts import evidence
from zhixi.accounts.rules import Role


class Unit(models.Model):
    """A place in the tree of the bank, as it is now; what it was before is told by `UnitPast`."""

    class Kind(models.TextChoices):
        BANK = "bank", _("全行")
        DEPARTMENT = "department", _("总行部门")
        CENTRE = "centre", _("远程银行中心")
        TEAM = "team", _("班组")
        BRANCH = "branch", _("分行")
        OUTLET = "outlet", _("网点")

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    region = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


@evidence.protect
class UnitPast(models.Model):
    """What a unit was up to a moment, at which a later fact took its place."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pasts")
    name = models.CharField(max_length=100)
    region = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField()
    recorded_by = models.ForeignKey("Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "until_at"], name="unit_past_until")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.until_at}"


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(number=username)


class Person(AbstractBaseUser):
    """A member of staff. The number (工号) is permanent and never given to another."""

    number = models.CharField(max_length=20, unique=True)
    login = models.CharField(max_length=40, unique=True, null=True, blank=True)
    name = models.CharField(max_length=60)
    deactivated_on = models.DateField(null=True, blank=True)
    password_given_at = models.DateTimeField(null=True, blank=True)  # by somebody else

    USERNAME_FIELD = "number"
    REQUIRED_FIELDS = ["name"]
    objects = People()

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    def active_on(self, day: dt.date) -> bool:
        """Whether the person may sign in on that day of the bank's zone."""
        return self.deactivated_on is None or day < self.deactivated_on

    def active_at(self, moment: dt.datetime) -> bool:
        return self.active_on(timezone.localdate(moment))


class _Membership(models.Model):
    """A fact with a beginning: it holds from `from_at` until a later row says otherwise."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    held = models.BooleanField()
    from_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


@evidence.protect
class RoleMembership(_Membership):
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        indexes = [models.Index(fields=["person", "from_at"], name="role_person_from")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.held}"


@evidence.protect
class UnitMembership(_Membership):
    unit = models.ForeignKey(Unit, models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["person", "from_at"], name="unit_person_from")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.unit_id} {self.held}"


@evidence.protect
class Audience(models.Model):
    """The people of some units and of all that lies below them. It never changes:
    another circle of readers is another audience."""

    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


@evidence.protect
class AudienceUnit(models.Model):
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="of_units")
    unit = models.ForeignKey(Unit, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audience", "unit"], name="audience_unit_once")
        ]

    def __str__(self) -> str:
        return f"{self.audience_id} {self.unit_id}"


class Chain(models.TextChoices):
    MAIN = "main", _("操作")
    SIGNIN = "signin", _("登录")


@evidence.protect
class AuditEntry(models.Model):
    """One link: what was done by whom, and the digest of the link before it."""

    chain = models.CharField(max_length=10, choices=Chain)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=20)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    facts = models.JSONField()
    digest = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_chain_seq")]
        indexes = [
            models.Index(fields=["subject"], name="audit_subject"),
            # The record of changes, however it is narrowed; the many sign-ins are not in it. Each
            # begins with the chain: SQLite takes the one with the most equal columns.
            *(
                models.Index(
                    fields=["chain", *of, "at", "seq"], name=name, condition=models.Q(chain="main")
                )
                for name, of in (
                    ("audit_at", []),
                    ("audit_verb", ["verb"]),
                    ("audit_by", ["by"]),
                    ("audit_by_verb", ["by", "verb"]),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.verb}"


class AuditHead(models.Model):
    """The end of a chain; a writer locks it last, so that writers queue for moments only."""

    chain = models.CharField(max_length=10, choices=Chain, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"


class Handover(models.Model):
    """Who goes on with a person's work from the day on which that person has left.

    It can be changed until it is done, at `done_at`; `reason` is why it could not be so far.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="handover")
    taker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.taker_id}"


class ApiToken(models.Model):
    """A bearer token of a person; only its digest is kept. `name` says what it is for."""

    person = models.ForeignKey(Person, models.PROTECT)
    name = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=80, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.created_at:%Y-%m-%d}"
