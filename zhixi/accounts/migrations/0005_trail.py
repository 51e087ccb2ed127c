from django.db import migrations, models


def _index(name: str, *fields: str) -> migrations.AddIndex:
    index = models.Index(
        fields=["chain", *fields, "at", "seq"], name=name, condition=models.Q(("chain", "main"))
    )
    return migrations.AddIndex(model_name="auditentry", index=index)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_leaving")]

    operations = [
        _index("audit_at"),
        _index("audit_verb", "verb"),
        _index("audit_by", "by"),
        _index("audit_by_verb", "by", "verb"),
    ]
