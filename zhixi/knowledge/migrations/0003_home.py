import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT


def tell(apps, schema_editor):
    """What the spans that are there now tell: the type of their article, and who must read it."""
    Article = apps.get_model("knowledge", "Article")
    LiveSpan = apps.get_model("knowledge", "LiveSpan")
    kind = Article.objects.filter(pk=models.OuterRef("article_id")).values("type")[:1]
    LiveSpan.objects.update(type=models.Subquery(kind))
    notices = LiveSpan.objects.filter(type="notice")
    rows = notices.values_list("pk", "version__content__payload").iterator(500)
    asking = [pk for pk, payload in rows if json.loads(payload).get("must_read") is True]
    for start in range(0, len(asking), 500):
        LiveSpan.objects.filter(pk__in=asking[start : start + 500]).update(must_read=True)


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("knowledge", "0002_sections_and_removal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="livespan",
            name="type",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="livespan", name="must_read", field=models.BooleanField(default=False)
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", key()),
                ("at", models.DateTimeField()),
                ("person", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("version", models.ForeignKey(on_delete=PROTECT, related_name="+", to="knowledge.articleversion")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "version"), name="receipt_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Folder",
            fields=[
                ("id", key()),
                ("name", models.CharField(max_length=40)),
                ("person", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "name"), name="folder_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Favourite",
            fields=[
                ("id", key()),
                ("added_at", models.DateTimeField()),
                ("article", models.ForeignKey(on_delete=PROTECT, related_name="+", to="knowledge.article")),
                ("folder", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="knowledge.folder")),
                ("person", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "article"), name="favourite_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("person", models.OneToOneField(on_delete=PROTECT, primary_key=True, related_name="+", serialize=False, to=settings.AUTH_USER_MODEL)),
                ("began_at", models.DateTimeField()),
                ("before_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="livespan",
            index=models.Index(fields=["live_from", "article"], name="span_from"),
        ),
        migrations.AddIndex(
            model_name="livespan",
            index=models.Index(fields=["type", "live_from"], name="span_type_from"),
        ),
        migrations.AddIndex(
            model_name="livespan",
            index=models.Index(
                condition=models.Q(("must_read", True)), fields=["live_until"], name="span_must_read"
            ),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
