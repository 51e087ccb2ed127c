from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0005_bank_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='PendingDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(db_index=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
