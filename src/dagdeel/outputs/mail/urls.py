"""Addresses of the outbox within a year, and of the demo's mailbox."""

from django.urls import URLPattern, URLResolver, path

from dagdeel.outputs.mail import views

app_name = "mail"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.mail, name="mail"),
    path("<int:pk>/retry/", views.retry, name="retry"),
    path("<int:pk>/hold/", views.hold, name="hold"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
# mounted at /demo/mailbox/, in the demo only
demo_urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.mailbox, name="mailbox"),
    path("<int:pk>/", views.delivered, name="mailbox_mail"),
    path("<int:pk>/html/", views.delivered_html, name="mailbox_html"),
]
