from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0003_several_grants'),
    ]

    operations = [
        migrations.AlterField(
            model_name='grant',
            name='name',
            field=models.CharField(max_length=200, verbose_name='name of the grant'),
        ),
        migrations.AddField(
            model_name='grant',
            name='grantor',
            field=models.CharField(blank=True, max_length=120, verbose_name='given by'),
        ),
        migrations.AddField(
            model_name='grant',
            name='reference',
            field=models.CharField(blank=True, max_length=80, verbose_name='reference'),
        ),
        migrations.AddField(
            model_name='grant',
            name='document',
            field=models.FileField(blank=True, upload_to='grants/%Y/', verbose_name='document'),
        ),
        migrations.AddField(
            model_name='grant',
            name='content_type',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(fields=('year', 'name'), name='grant_unique'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='grant_has_name'),
        ),
    ]
