"""Replies, mail addresses and erasure of comments; when they close and who is trusted; visitors counted."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_sources_merged'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Visitor',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(db_index=True)),
                ('forms', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='comment',
            name='answers',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_by', to='articles.comment', verbose_name='answers'),
        ),
        migrations.AddField(
            model_name='comment',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='mail address'),
        ),
        migrations.AddField(
            model_name='comment',
            name='erased_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='erased'),
        ),
        migrations.AddField(
            model_name='comment',
            name='is_ours',
            field=models.BooleanField(default=False, editable=False, verbose_name='by the publication'),
        ),
        migrations.AddField(
            model_name='comment',
            name='thread',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='articles.comment'),
        ),
        migrations.AddField(
            model_name='masthead',
            name='comments_open_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='So many days after an article first ran its comments close; those that are there stay. Empty: they never close.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='days for comments'),
        ),
        migrations.AddField(
            model_name='masthead',
            name='trusts_returning',
            field=models.BooleanField(default=False, help_text='A comment appears without waiting if its name and its mail address are those of one that you approved before. A name alone is not enough: anybody can write it. First comments and comments with links always wait.', verbose_name='known writers appear at once'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['state', 'written_at'], name='comment_waiting'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['-decided_at'], name='comment_decided'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['name', 'email', 'state'], name='comment_by_writer'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answers', None), ('thread', None)), models.Q(('answers__isnull', False), ('thread__isnull', False)), _connector='OR'), name='comment_answers_within_a_thread'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('email', ''), ('name', ''), ('state', 'removed'), ('text', '')), _connector='OR'), name='comment_erased_says_nothing'),
        ),
        migrations.AddConstraint(
            model_name='masthead',
            constraint=models.CheckConstraint(condition=models.Q(('comments_open_days', None), models.Q(('comments_open_days__gte', 1), ('comments_open_days__lte', 3650)), _connector='OR'), name='comments_are_open_for_a_day_at_least', violation_error_message='Between one day and ten years, or nothing.'),
        ),
    ]
