from django.db import migrations


def second_way(apps, schema_editor):
    way = apps.get_model("approval", "Way").objects.create(code="redact", name="依法删除")
    step = apps.get_model("approval", "Step")
    step.objects.create(way=way, n=1, name="安全管理员核准", role="security_admin")


class Migration(migrations.Migration):
    dependencies = [("approval", "0002_confirm")]
    operations = [migrations.RunPython(second_way, migrations.RunPython.noop)]
