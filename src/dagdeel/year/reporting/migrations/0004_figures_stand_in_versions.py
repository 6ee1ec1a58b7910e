from django.db import migrations

WORDS = ("foreword", "looking_back", "obligations", "practice")


def keep_what_was_published(apps, schema_editor):
    """What is published now becomes the first version; the pages of the schools were not frozen then."""
    version = apps.get_model("reporting", "ReportVersion")
    for report in apps.get_model("reporting", "AnnualReport").objects.filter(published_at__isnull=False):
        version.objects.create(
            partnership_id=report.partnership_id,
            year_id=report.year_id,
            kind="annual",
            number=1,
            published_at=report.published_at,
            words={name: getattr(report, name) for name in WORDS},
            figures=report.snapshot,
        )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_versions")]

    operations = [
        migrations.RunPython(keep_what_was_published, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="annualreport", name="published_report_has_figures"),
        migrations.RemoveField(model_name="annualreport", name="snapshot"),
    ]
