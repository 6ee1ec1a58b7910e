"""Addresses of the outbox within a year, of what one wants to get, of reports, and of the demo's mailbox."""

from django.urls import URLPattern, URLResolver, path

from dagdeel.outputs.mail.views import choices, mailbox, outbox, reports

app_name = "mail"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", outbox.index, name="index"),
    path("failed/", outbox.failed, name="failed"),
    path("failed/retry/", outbox.retry_all, name="retry_all"),
    path("selected/", outbox.selected, name="selected"),
    path("settings/", choices.settings, name="settings"),
    path("mine/", choices.mine, name="mine"),
    path("address/<int:person>/", reports.address, name="address"),
    path("address/<int:person>/works/", reports.works, name="works"),
    path("<int:pk>/", outbox.mail, name="mail"),
    path("<int:pk>/html/", outbox.html, name="html"),
    path("<int:pk>/retry/", outbox.retry, name="retry"),
    path("<int:pk>/hold/", outbox.hold, name="hold"),
    path("<int:pk>/cancel/", outbox.cancel, name="cancel"),
]
# outside of any year: who follows a link in a mail, and a mail server that reports
open_urlpatterns: list[URLPattern | URLResolver] = [
    path("mail/choices/<str:token>/", choices.stop, name="mail_stop"),
    path("mail/bounces/", reports.bounces, name="mail_bounces"),
]
# mounted at /demo/mailbox/, in the demo only
demo_urlpatterns: list[URLPattern | URLResolver] = [
    path("", mailbox.mailbox, name="mailbox"),
    path("<int:pk>/", mailbox.delivered, name="mailbox_mail"),
    path("<int:pk>/html/", mailbox.delivered_html, name="mailbox_html"),
]
