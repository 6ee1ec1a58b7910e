"""Addresses of the catalogue step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver

app_name = "catalogue"
urlpatterns: list[URLPattern | URLResolver] = []
open_urlpatterns: list[URLPattern | URLResolver] = []
