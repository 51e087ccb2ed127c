"""What a person takes over from somebody who leaves, as a line of the start page."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts.models import Handover
from zhixi.studio.lines import Line


def told(row: Handover, now: dt.datetime) -> Line:
    """There is no page of it for him: what he takes over is in his other lists then."""
    day = f"{row.person.deactivated_on:%Y-%m-%d}"
    if row.done_at:
        said = _("%(day)s 已转给我") % {"day": f"{timezone.localtime(row.done_at):%Y-%m-%d}"}
    elif row.reason:
        said = _("%(day)s 起停用，未能转给我，由系统管理员处理") % {"day": day}
    elif row.person.active_at(now):
        said = _("%(day)s 起转给我") % {"day": day}
    else:
        said = _("正在转给我")
    return Line(str(row.person), "", [said], late=bool(row.reason))
