import django.db.models.deletion
from django.db import migrations, models


def name_them(apps, schema_editor):
    """What was the source of the one grant is its name; one without a source is called what it is."""
    apps.get_model('budget', 'Grant')._base_manager.filter(name='').update(name='Subsidie')


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0002_rates_and_rules'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='grant',
            options={'ordering': ('id',), 'verbose_name': 'grant'},
        ),
        migrations.AlterField(
            model_name='grant',
            name='year',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='partnerships.programmeyear'),
        ),
        migrations.RenameField(
            model_name='grant',
            old_name='source',
            new_name='name',
        ),
        migrations.RunPython(name_them, migrations.RunPython.noop, elidable=False),
    ]
