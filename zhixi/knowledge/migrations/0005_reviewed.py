import datetime as dt
import json

from django.db import migrations, models


def tell(apps, schema_editor):
    """What the spans that are there now tell: until when their text is reviewed."""
    LiveSpan = apps.get_model("knowledge", "LiveSpan")
    rows = LiveSpan.objects.filter(version__content__payload__contains='"review_by"')
    told = {}
    for pk, payload in rows.values_list("pk", "version__content__payload").iterator(500):
        if moment := json.loads(payload).get("review_by"):
            told.setdefault(moment, []).append(pk)
    for moment, spans in told.items():
        for start in range(0, len(spans), 500):
            LiveSpan.objects.filter(pk__in=spans[start : start + 500]).update(
                review_by=dt.datetime.fromisoformat(moment)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("knowledge", "0004_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="livespan", name="review_by", field=models.DateTimeField(null=True)
        ),
        migrations.AddIndex(
            model_name="livespan", index=models.Index(fields=["title"], name="span_title")
        ),
        migrations.AddIndex(
            model_name="livespan",
            index=models.Index(
                condition=models.Q(("review_by__isnull", False)),
                fields=["review_by"],
                name="span_review",
            ),
        ),
        migrations.AddIndex(
            model_name="livespan",
            index=models.Index(
                condition=models.Q(("ended_from__isnull", False)),
                fields=["ended_from"],
                name="span_ended",
            ),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
