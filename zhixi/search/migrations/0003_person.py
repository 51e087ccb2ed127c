from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_look_up"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["person", "at"], name="use_person_at"),
        ),
    ]
