from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "dagdeel.year.budget"
    label = "budget"
