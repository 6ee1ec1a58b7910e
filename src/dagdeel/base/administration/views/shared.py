"""What every page of the administration is told about who looks."""

from dagdeel.base.partnerships.doors import YearRequest
from dagdeel.base.partnerships.permissions import Permission


def may(request: YearRequest) -> dict[str, object]:
    """What this member may do here: the tabs and the forms follow it."""
    return {
        "may_edit": request.member.may(Permission.PEOPLE_EDIT),
        "may_set": request.member.may(Permission.SETTINGS_EDIT),
    }
