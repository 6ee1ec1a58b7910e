"""Questions as a file: out as a workbook or for another Dagdeel, and in again, looked at before anything changes."""

from hashlib import sha256

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.files import made_file
from dagdeel.outputs.sheets.http import workbook_response
from dagdeel.year.evaluation import actions, documents, queries
from dagdeel.year.evaluation.actions import Fault
from dagdeel.year.evaluation.documents import Found
from dagdeel.year.evaluation.forms import QuestionsFileForm
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.states import InstrumentState, Kind
from dagdeel.year.evaluation.views.builder import FAULTS, OPEN_ALREADY, back, found_instrument, show

A_DAY = 86_400  # seconds: so long what was looked at can be taken over
# in which column of a workbook a fault stands
COLUMN = {
    Fault.WORDS_NL: "nl", Fault.WORDS_EN: "en", Fault.TOO_LONG: "nl", Fault.KEY: "key", Fault.KEY_TWICE: "key",
    Fault.KIND: "kind", Fault.OTHER_KIND: "kind", Fault.ASKED_ALREADY: "nl", Fault.GOALS: "goals",
    Fault.PERSON: "about_person", Fault.OPTIONS_FEW: "option_nl", Fault.OPTIONS_MANY: "number",
    Fault.OPTIONS_WORDS: "option_nl", Fault.CONDITION: "only_if", Fault.CONDITION_VALUES: "only_values",
    Fault.TOO_MANY: "key",
}  # fmt: skip
WHAT = {
    "new": (pgettext_lazy("question", "new"), "done"),
    "changed": (pgettext_lazy("question", "changed"), "now"),
    "moved": (pgettext_lazy("question", "other place"), "later"),
    "same": (pgettext_lazy("question", "stays as it is"), "idle"),
    "gone": (pgettext_lazy("question", "is asked no more"), "late"),
}
MEANWHILE = gettext_lazy(
    "Meanwhile the questions were changed here. Hand the file in again, and look at what would change."
)


def _name(request: YearRequest, instrument: Instrument) -> str:
    return f"vragenlijst-{request.year}-{instrument.audience}-{instrument.moment}"


@require_safe
@requires(Permission.EVALUATION_MANAGE)
def save_file(request: YearRequest, instrument_id: int) -> HttpResponse:
    """The questions as a file for another Dagdeel."""
    found = found_instrument(request, instrument_id)
    text = documents.write_file(found, queries.lines_of(found))
    return made_file(text, "application/json; charset=utf-8", _name(request, found), "json")


@require_safe
@requires(Permission.EVALUATION_MANAGE)
def save_workbook(request: YearRequest, instrument_id: int) -> HttpResponse:
    """The questions as a workbook, to change in a spreadsheet and read again."""
    found = found_instrument(request, instrument_id)
    sheets = documents.sheets_of(_("Questions"), queries.lines_of(found))
    return workbook_response(sheets, _name(request, found))


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def read_file(request: YearRequest, instrument_id: int) -> HttpResponse:
    """Look at what the questions of a file would change; nothing changes yet."""
    instrument = found_instrument(request, instrument_id)
    form = QuestionsFileForm(instrument, request.POST, request.FILES)
    if form.is_valid() and instrument.state != InstrumentState.DRAFT:
        form.add_error(None, str(OPEN_ALREADY))
    if not form.is_valid():
        return show(request, instrument, file=form)
    found: Found = form.cleaned_data["file"]
    _judge(instrument, found, form)
    if form.errors:
        return show(request, instrument, file=form)
    before = queries.lines_of(instrument)
    changed = [] if found.wrong else queries.changes(before, found.lines)
    context: dict[str, object] = {
        "instrument": instrument,
        "found": found,
        "again": QuestionsFileForm(instrument),
        "rows": [(one.line, *WHAT[one.what], dict(Kind.choices).get(one.line.kind, "")) for one in changed],
        "counts": [(n, words) for what, (words, _s) in WHAT.items() if (n := sum(one.what == what for one in changed))],
        "same": all(one.what == "same" for one in changed),
        "sealed": _sealed(instrument, documents.write_file(instrument, found.lines)),
    }
    return page(request, "evaluation/read_file.html", context, status=422 if found.wrong else 200)


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def take_file(request: YearRequest, instrument_id: int) -> HttpResponse:
    """Put the questions that were looked at in the place of those of the draft; all of them, or none."""
    instrument = found_instrument(request, instrument_id)
    try:
        text, print_ = signing.loads(request.POST.get("sealed", ""), salt=_salt(instrument), max_age=A_DAY)
        if print_ != _print(instrument):
            raise signing.BadSignature
        number = actions.read_questions(
            instrument, lines=documents.read_file(text.encode()), by=request.user, at=request.now
        )
    except actions.NotDraft:
        messages.warning(request, str(OPEN_ALREADY))
    except (signing.BadSignature, actions.Unfit):
        messages.warning(request, str(MEANWHILE))
    else:
        read = ngettext("%(n)s question was read.", "%(n)s questions were read.", number)
        messages.success(request, read % {"n": number})
    return back(request, instrument.pk)


def _judge(instrument: Instrument, found: Found, form: QuestionsFileForm) -> None:
    """What cannot be asked like this: of a workbook cell by cell, of another file question by question."""
    places = range(1, len(found.lines) + 1)
    faults = actions.check_questions(found.lines, about_session=instrument.about_session, of=places)
    if not found.cells:
        for place, fault in faults[:10]:
            form.add_error("file", _("Question %(place)s: %(fault)s") % {"place": place, "fault": FAULTS[fault][1]})
        return
    broken = {cell.row for cell in found.wrong}
    for place, fault in faults:
        row = found.rows[place - 1]
        if row not in broken:
            found.say(row, COLUMN[fault], str(FAULTS[fault][1]))
    found.wrong.sort(key=lambda cell: (cell.row, len(cell.where), cell.where))


def _salt(instrument: Instrument) -> str:
    return f"dagdeel.questions.{instrument.pk}"


def _sealed(instrument: Instrument, text: str) -> str:
    """What was looked at, and of what it takes the place, so that this is what happens."""
    return signing.dumps([text, _print(instrument)], salt=_salt(instrument), compress=True)


def _print(instrument: Instrument) -> str:
    return sha256(documents.write_file(instrument, queries.lines_of(instrument)).encode()).hexdigest()
