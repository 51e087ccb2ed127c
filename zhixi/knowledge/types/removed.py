"""What is read where the law made us remove the words. No type of knowledge: nobody writes it."""

from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.types.base import TypedContent

PAYLOAD = '{"removed":true}'
TITLE = "（已依法删除）"


class Removed(TypedContent):
    code = "removed"
    label = _("已依法删除")
    order = 0

    @property
    def template(self) -> str:
        return "types/removed.html"
