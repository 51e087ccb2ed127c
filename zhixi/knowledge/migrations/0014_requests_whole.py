import hashlib
import json
from uuid import UUID

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = ("tags", "products", "channels", "regions")


def tell(apps, schema_editor):
    """Which names the spans bear that are there now, and the sets of these names."""
    LiveSpan = apps.get_model("knowledge", "LiveSpan")
    LabelUse = apps.get_model("knowledge", "LabelUse")
    named = models.Q()
    for kind in KINDS:
        named |= models.Q(version__content__payload__contains=f'"{kind}":')
    sets, spans = {}, []
    rows = LiveSpan.objects.filter(named).values_list("pk", "version__content__payload")
    for pk, payload in rows.iterator(500):
        told = json.loads(payload)
        names = tuple(dict.fromkeys((kind, name) for kind in KINDS for name in told.get(kind, [])))
        if names:
            text = json.dumps(names, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            key = UUID(bytes=hashlib.sha256(text.encode()).digest()[:16])
            sets[key] = names
            spans.append(LiveSpan(pk=pk, labels=key))
    LiveSpan.objects.bulk_update(spans, ["labels"], batch_size=200)
    uses = [
        LabelUse(labels=key, n=n, kind=kind, name=name)
        for key, names in sets.items()
        for n, (kind, name) in enumerate(names)
    ]
    LabelUse.objects.bulk_create(uses, batch_size=500)


def handle(apps, schema_editor):
    """Who took a request up last handles it."""
    KnowledgeRequest = apps.get_model("knowledge", "KnowledgeRequest")
    RequestEvent = apps.get_model("knowledge", "RequestEvent")
    accepted = RequestEvent.objects.filter(what="accept").order_by("pk")
    handlers = dict(accepted.values_list("request", "by"))
    for number, person in handlers.items():
        KnowledgeRequest.objects.filter(pk=number).update(handler=person)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_units_move"),
        ("knowledge", "0013_regional"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LabelUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("labels", models.UUIDField()),
                ("n", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=2000)),
            ],
        ),
        migrations.CreateModel(
            name="RequestFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="knowledgerequest",
            name="handler",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="livespan",
            name="labels",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="requestevent",
            name="what",
            field=models.CharField(
                choices=[
                    ("ask", "提出"),
                    ("change", "修改"),
                    ("accept", "受理"),
                    ("return", "退回"),
                    ("tie", "关联草稿"),
                    ("untie", "取消关联"),
                    ("attach", "添加附件"),
                    ("detach", "删除附件"),
                    ("hand_on", "转交"),
                    ("cancel", "取消需求"),
                    ("decline", "不予采纳"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="livespan",
            index=models.Index(
                condition=models.Q(("labels__isnull", False)),
                fields=["labels", "live_until", "live_from"],
                name="span_labels",
            ),
        ),
        migrations.AddIndex(
            model_name="labeluse",
            index=models.Index(fields=["kind", "labels"], name="label_use_kind"),
        ),
        migrations.AddConstraint(
            model_name="labeluse",
            constraint=models.UniqueConstraint(fields=("labels", "n"), name="label_use_once"),
        ),
        migrations.AddField(
            model_name="requestfile",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="requestfile",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="knowledge.file",
            ),
        ),
        migrations.AddField(
            model_name="requestfile",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="knowledge.knowledgerequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestfile",
            constraint=models.UniqueConstraint(
                fields=("request", "file"), name="request_file_once"
            ),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
        migrations.RunPython(handle, migrations.RunPython.noop),
    ]
