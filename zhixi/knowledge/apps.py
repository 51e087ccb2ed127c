from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "zhixi.knowledge"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhixi.knowledge import indexing, owned, subject

        indexing.connect()
        subject.connect()
        owned.connect()
