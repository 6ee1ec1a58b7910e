"""The filters of every template: the functions of `dagdeel.base.ui.dutch`, by their own names."""

from django import template

from dagdeel.base.ui import dutch

register = template.Library()
for written in (
    dutch.address,
    dutch.clock,
    dutch.clock_range,
    dutch.day,
    dutch.day_long,
    dutch.in_words,
    dutch.day_short,
    dutch.euro,
    dutch.half_day,
    dutch.hours,
    dutch.markdown,
    dutch.month_short,
    dutch.name_list,
    dutch.number,
    dutch.percent,
):
    register.filter(written.__name__, written)
