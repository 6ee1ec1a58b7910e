"""Every address of the product. A step's own pages live under the partnership and the year."""

from importlib import import_module

from allauth.account import views as account
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, register_converter

from dagdeel.base.partnerships.doors import open_to_all, signed_in
from dagdeel.outputs.mail import urls as mail
from dagdeel.web import app, calendars, helping, mailing, privacy, shifting, views
from dagdeel.year.cycle import CYCLE


class YearConverter:
    """A school year in an address: 2016-2017."""

    regex = r"\d{4}-\d{4}"

    def to_python(self, value: str) -> str:
        """The label as it stands in the address."""
        return value

    def to_url(self, value: object) -> str:
        """A ProgrammeYear or its label."""
        return str(value)


register_converter(YearConverter, "year")

_sign_in = open_to_all("signing in")
accounts: list[URLPattern | URLResolver] = [
    path("", _sign_in(account.RequestLoginCodeView.as_view()), name="account_login"),
    path("code/", _sign_in(account.RequestLoginCodeView.as_view()), name="account_request_login_code"),
    path("code/confirm/", _sign_in(account.ConfirmLoginCodeView.as_view()), name="account_confirm_login_code"),
]
_urls = {step.key: import_module(f"dagdeel.year.{step.key}.urls") for step in CYCLE}


def demo_urls(*, demo: bool) -> list[URLPattern | URLResolver]:
    """What exists in a demo only, where everybody may look through everybody's eyes: elsewhere nothing."""
    if not demo:
        return []
    return [
        path("ui/", include("dagdeel.base.ui.urls")),
        path("demo/mailbox/", include(mail.demo_urlpatterns)),
        path("demo/", include("dagdeel.demo.urls")),
    ]


handler403, handler404 = views.refused, views.missing
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("favicon.ico", views.icon, name="icon"),
    path("app.webmanifest", app.manifest, name="manifest"),
    path("worker.js", app.worker, name="worker_script"),
    path("offline/", app.offline, name="offline"),
    path("language/", views.language, name="language"),
    path("sign-in/", include(accounts)),
    path("sign-out/", signed_in("signing out")(account.LogoutView.as_view()), name="account_logout"),
    path("handbook/", helping.open_index, name="handbook_open"),
    path("handbook/<slug:key>.pdf", helping.open_paper, name="handbook_open_paper"),
    path("handbook/<slug:key>/", helping.open_role, name="handbook_open_role"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    # only sign-in by code exists; allauth asks for these names, and they lead to the same door
    *(
        path(f"sign-in/{name}/", views.to_sign_in, name=f"account_{name}")
        for name in ("signup", "inactive", "reauthenticate")
    ),
    *(path("", include((_urls[step.key].open_urlpatterns, f"{step.key}_open"))) for step in CYCLE),
    *mail.open_urlpatterns,
    path("calendar/for/<str:token>/", calendars.for_mentor, name="calendar_for"),
    path("calendar/<str:token>.ics", calendars.feed, name="calendar_feed"),
    *demo_urls(demo=settings.DEMO),
    path(
        "<slug:partnership>/<year:year>/",
        include(
            [
                path("", views.year_home, name="year_home"),
                path("handbook/", helping.index, name="handbook"),
                path("handbook/about/<slug:anchor>/", helping.about, name="handbook_about"),
                path("handbook/<slug:key>.pdf", helping.paper, name="handbook_paper"),
                path("handbook/<slug:key>/", helping.role, name="handbook_role"),
                path("guide/", views.guide, name="guide"),
                path("guide/aside/", views.guide_aside, name="guide_aside"),
                path("search/", views.search, name="search"),
                path("timeline/", views.timeline, name="timeline"),
                path("timeline/undo/", shifting.undo, name="timeline_undo"),
                path("timeline/<slug:setting>/", shifting.shift, name="timeline_shift"),
                path("history/", views.history, name="history"),
                path("calendar/", calendars.index, name="calendar"),
                path("calendar/revoke/", calendars.revoke, name="calendar_revoke"),
                path("administration/people/<int:person_id>/same/", privacy.same, name="same_person"),
                path("administration/people/<int:person_id>/merge/<int:other_id>/", privacy.merge, name="merge_people"),
                path("administration/people/<int:person_id>/forget/", privacy.forget, name="forget_person"),
                path("administration/people/<int:person_id>/data.json", privacy.data, name="personal_data"),
                path("administration/", include("dagdeel.base.administration.urls")),
                path("exchange/", include("dagdeel.exchange.urls")),
                path("mail/kinds/", mailing.kinds, name="mail_kinds"),
                path("mail/kinds/<str:key>/", mailing.kind, name="mail_kind"),
                path("mail/kinds/<str:key>/html/", mailing.kind_html, name="mail_kind_html"),
                path("mail/year/", mailing.year, name="mail_year"),
                path("mail/worker/", mailing.worker, name="worker"),
                path("mail/", include((mail.urlpatterns, mail.app_name))),
                *(path(f"{step.key}/", include((_urls[step.key].urlpatterns, step.key))) for step in CYCLE),
            ]
        ),
    ),
]
