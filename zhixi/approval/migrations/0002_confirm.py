from django.db import migrations


def one_way(apps, schema_editor):
    way = apps.get_model("approval", "Way").objects.create(code="confirm", name="业务确认")
    step = apps.get_model("approval", "Step")
    step.objects.create(way=way, n=1, name="业务确认", role="confirmer")


class Migration(migrations.Migration):
    dependencies = [("approval", "0001_initial")]
    operations = [migrations.RunPython(one_way, migrations.RunPython.noop)]
