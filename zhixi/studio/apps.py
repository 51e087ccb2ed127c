from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "zhixi.studio"
    default_auto_field = "django.db.models.BigAutoField"
