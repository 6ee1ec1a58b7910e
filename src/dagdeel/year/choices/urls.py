"""Addresses of the choices step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path

from dagdeel.year.choices import views

app_name = "choices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("round/", views.round_, name="round"),
    path("export/<str:kind>/", views.export, name="export"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/choose/", views.choose, name="choose"),
    path("<int:pk>/propose/", views.propose, name="propose"),
    path("<int:pk>/agree/", views.agree, name="agree"),
    path("<int:pk>/send-back/", views.send_back, name="send_back"),
    path("<int:pk>/rule/", views.rule, name="rule"),
    path("<int:pk>/mentors/", views.mentors, name="mentors"),
    path("<int:pk>/mentors/<int:person>/lift/", views.lift, name="lift"),
    path("<int:pk>/wishes/", views.wishes, name="wishes"),
    path("<int:pk>/wishes/pattern/", views.wishes_pattern, name="wishes_pattern"),
    path("<int:pk>/wishes/words/", views.wishes_words, name="wishes_words"),
]
open_urlpatterns: list[URLPattern | URLResolver] = []
