"""Addresses of the demo; mounted in demo mode only."""

from django.urls import path

from dagdeel.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.front, name="front"),
    path("sign-in/<str:text>/", views.sign_in, name="sign_in"),
    path("look-as/", views.look_as, name="look_as"),
    path("open-as/<int:pk>/", views.open_as, name="open_as"),
    path("day/", views.day, name="day"),
]
