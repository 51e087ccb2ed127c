from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LookUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session", models.CharField(max_length=40)),
                ("person", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("mode", models.CharField(max_length=10)),
                ("query", models.CharField(max_length=200)),
                ("corrected", models.CharField(blank=True, max_length=200)),
                ("filters", models.JSONField(default=dict)),
                ("context", models.JSONField(default=dict)),
                ("call", models.CharField(blank=True, max_length=80)),
                ("conversation", models.CharField(blank=True, max_length=80)),
                ("total", models.PositiveIntegerField()),
                ("took_ms", models.FloatField()),
                ("listed", models.JSONField(default=list)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="look_up_at")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "person"), name="look_up_session_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("number", models.PositiveBigIntegerField()),
                ("shown", models.PositiveIntegerField(default=0)),
                ("opened", models.PositiveIntegerField(default=0)),
                ("copied", models.PositiveIntegerField(default=0)),
                ("solved", models.PositiveIntegerField(default=0)),
                ("unsolved", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "number"), name="tally_day_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session", models.CharField(max_length=40)),
                ("person", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("number", models.PositiveBigIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("what", models.CharField(max_length=10)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("seconds", models.FloatField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["what", "at"], name="use_what_at"),
                    models.Index(fields=["number", "at"], name="use_number_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "person", "number", "what"), name="use_in_session_once"
                    )
                ],
            },
        ),
    ]
