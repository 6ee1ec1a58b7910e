"""The showcase of the components, mounted at `/ui/` in the demo and in tests."""

from django.urls import path

from dagdeel.base.ui import views

urlpatterns = [path("", views.showcase, name="showcase")]
