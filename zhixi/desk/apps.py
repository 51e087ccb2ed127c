from django.apps import AppConfig
from django.conf import settings

from zhixi.desk import keys


class DeskConfig(AppConfig):
    name = "zhixi.desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        keys.table(settings.KEYS)  # a wrong key is told at the start
