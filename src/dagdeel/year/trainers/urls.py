"""Addresses of the trainers step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path

from dagdeel.year.trainers import views

app_name = "trainers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("add/", views.add, name="add"),
    path("capacity/", views.capacity, name="capacity"),
    path("export/<str:kind>/", views.export, name="export"),
    path("me/", views.own, name="own"),
    path("me/availability/", views.availability, name="availability"),
    path("me/availability/pattern/", views.availability_pattern, name="availability_pattern"),
    path("me/travel/", views.own_travel, name="own_travel"),
    path("<int:pk>/", views.trainer, name="trainer"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/competences/", views.competences, name="competences"),
    path("<int:pk>/travel/", views.travel, name="travel"),
]
open_urlpatterns: list[URLPattern | URLResolver] = []
