from django.apps import AppConfig


class ApprovalConfig(AppConfig):
    name = "zhixi.approval"
    default_auto_field = "django.db.models.BigAutoField"
