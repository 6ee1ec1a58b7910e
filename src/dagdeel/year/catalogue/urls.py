"""Addresses of the catalogue step: pages within a year, and pages that open without sign-in."""

from django.urls import URLPattern, URLResolver, path, re_path

from dagdeel.year.catalogue.views import brochures, editions, materials, proposals, samples

app_name = "catalogue"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", editions.index, name="index"),
    re_path(r"^offer\.(?P<kind>csv|xlsx)$", editions.export, name="export"),
    path("new/", editions.start, name="start"),
    path("new/examples/", samples.choose, name="samples"),
    path("publish-ready/", samples.publish_ready, name="publish_ready"),
    path("<int:edition_id>/", editions.edition, name="edition"),
    path("<int:edition_id>/edit/", editions.edit, name="edit"),
    path("<int:edition_id>/submit/", editions.submit, name="submit"),
    path("<int:edition_id>/send-back/", editions.send_back, name="send_back"),
    path("<int:edition_id>/publish/", editions.publish, name="publish"),
    path("<int:edition_id>/withdraw/", editions.withdraw, name="withdraw"),
    path("<int:edition_id>/reopen/", editions.reopen, name="reopen"),
    path("<int:edition_id>/materials/", materials.add, name="add_material"),
    path("materials/<int:material_id>/", materials.material, name="material"),
    path("materials/<int:material_id>/remove/", materials.remove, name="remove_material"),
    path("brochure/", brochures.brochure, name="brochure"),
    path("brochure.pdf", brochures.brochure_paper, name="brochure_pdf"),
    path("brochure/settings/", brochures.settings, name="brochure_settings"),
    path("brochure/release/", brochures.release, name="release"),
    path("changes/", brochures.changes, name="changes"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.propose, name="propose"),
    path("proposals/<int:proposal_id>/accept/", proposals.accept, name="accept"),
    path("proposals/<int:proposal_id>/decline/", proposals.decline, name="decline"),
]
open_urlpatterns: list[URLPattern | URLResolver] = [
    path("b/<slug:slug>/<year:year>/", brochures.public_brochure, name="brochure"),
    path("b/<slug:slug>/<year:year>/brochure.pdf", brochures.public_brochure_paper, name="brochure_pdf"),
]
