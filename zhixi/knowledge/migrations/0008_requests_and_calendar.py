import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ("knowledge", "0007_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='livespan',
            index=models.Index(fields=['owner', 'live_from'], name='span_owner_from'),
        ),
        migrations.AddIndex(
            model_name='livespan',
            index=models.Index(fields=['live_until', 'article'], name='span_until_article'),
        ),
        migrations.CreateModel(
            name='KnowledgeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100)),
                ('text', models.TextField()),
                ('document', models.CharField(blank=True, max_length=100)),
                ('kind', models.CharField(choices=[('new', '新增知识'), ('change', '修改知识'), ('withdraw', '下线知识')], max_length=10)),
                ('wanted_at', models.DateTimeField()),
                ('articles', models.JSONField(default=list)),
                ('extras', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('audience', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.audience')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
            ],
        ),
        migrations.CreateModel(
            name='RequestEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('ask', '提出'), ('change', '修改'), ('accept', '受理'), ('return', '退回'), ('tie', '关联草稿'), ('untie', '取消关联')], max_length=10)),
                ('at', models.DateTimeField()),
                ('told', models.JSONField(default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='knowledge.knowledgerequest')),
            ],
        ),
        migrations.CreateModel(
            name='RequestTie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.UUIDField(db_index=True, null=True)),
                ('due_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='knowledge.article')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='knowledge.knowledgerequest')),
            ],
        ),
        migrations.CreateModel(
            name='CalendarMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('freeze', '冻结期'), ('holiday', '节假日')], max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['ends_at'], name='mark_ends')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='mark_in_order')],
            },
        ),
        migrations.AddIndex(
            model_name='knowledgerequest',
            index=models.Index(fields=['wanted_at'], name='request_wanted'),
        ),
        migrations.AddIndex(
            model_name='knowledgerequest',
            index=models.Index(fields=['unit', 'wanted_at'], name='request_unit_wanted'),
        ),
        migrations.AddConstraint(
            model_name='requesttie',
            constraint=models.UniqueConstraint(fields=('request', 'article'), name='request_article_once'),
        ),
    ]
