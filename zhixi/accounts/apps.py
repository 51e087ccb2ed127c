from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AccountsConfig(AppConfig):
    name = "zhixi.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhixi.accounts import evidence, receivers  # noqa: F401 - receivers listen once imported

        pre_migrate.connect(evidence.lift, dispatch_uid="evidence")
        post_migrate.connect(evidence.install, dispatch_uid="evidence")
