from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("knowledge", "0003_home"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="livespan",
            index=models.Index(
                fields=["section", "audience", "type", "live_until", "live_from"],
                name="span_counted",
            ),
        ),
    ]
