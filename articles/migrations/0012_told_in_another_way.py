"""Told whom to ask, sent in another way: two more ways in which something is done."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0011_related_picks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('by_hand', 'Sent in another way'), ('given_up', 'Given up')], default='waiting', max_length=8, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='reprintrequest',
            name='state',
            field=models.CharField(choices=[('unconfirmed', 'Not confirmed yet'), ('new', 'New'), ('needs_info', 'Waiting for their answer'), ('forwarded', 'Passed on to the holder'), ('referred', 'Told whom to ask'), ('quoted', 'Terms offered'), ('approved', 'Granted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn by them'), ('closed', 'Closed')], default='unconfirmed', editable=False, max_length=12, verbose_name='state'),
        ),
    ]
