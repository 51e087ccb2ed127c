from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "zhixi.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhixi.accounts import evidence, receivers  # noqa: F401 - receivers listen once imported

        # Django's own words speak of a field, which is nothing that people see.
        Field.default_error_messages["required"] = _("请填写这一项。")
        pre_migrate.connect(evidence.lift, dispatch_uid="evidence")
        post_migrate.connect(evidence.install, dispatch_uid="evidence")
