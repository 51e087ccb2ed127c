from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "zhixi.knowledge"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhixi.knowledge import chained, indexing, owned, subject, typenames
        from zhixi.knowledge.working import indexing as drafts

        indexing.connect()
        drafts.connect()
        subject.connect()
        owned.connect()
        chained.connect()
        typenames.connect()
