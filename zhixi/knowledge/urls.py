from django.urls import path, register_converter
from django.urls.converters import IntConverter

from zhixi.knowledge.views import (
    calendar,
    checking,
    choosing,
    files,
    handling,
    history,
    keeping,
    labels,
    presence,
    regional,
    requests,
    reshaping,
    sections,
    typenames,
    words,
    writing,
)

app_name = "knowledge"


class Key(IntConverter):
    regex = r"[0-9]{1,18}"  # longer ones no database holds


register_converter(Key, "key")

urlpatterns = [
    path("new", writing.new, name="new"),
    path("articles/<key:number>/edit", writing.edit, name="edit"),
    path("articles/<key:number>/save", writing.save, name="save"),
    path("articles/<key:number>/submit", writing.submit, name="submit"),
    path("articles/<key:number>/saves", keeping.saves, name="saves"),
    path("articles/<key:number>/saves/<key:n>", keeping.saves, name="saved"),
    path("articles/<key:number>/saves/<key:n>/restore", keeping.bring_back, name="bring_back"),
    path("articles/<key:number>/withdraw", keeping.withdraw, name="withdraw"),
    path("choose", choosing.choose, name="choose"),
]

urlpatterns += [
    path("requests", requests.requests, name="requests"),
    path("requests/new", requests.ask, name="ask"),
    path("requests/timeliness", requests.timeliness, name="timeliness"),
    path("requests/<key:number>", handling.request, name="request"),
    path("requests/<key:number>/change", requests.change, name="change_request"),
    path("requests/<key:number>/accept", handling.accept, name="accept_request"),
    path("requests/<key:number>/return", handling.send_back, name="return_request"),
    path("requests/<key:number>/draft", handling.draft, name="draft_for_request"),
    path("requests/<key:number>/tie", handling.tie, name="tie_to_request"),
    path("requests/<key:number>/untie/<key:n>", handling.untie, name="untie_from_request"),
    path("calendar", calendar.calendar, name="calendar"),
    path("calendar.xlsx", calendar.workbook, name="calendar_workbook"),
    path("calendar/marks", calendar.marks, name="marks"),
    path("calendar/marks/<key:number>/remove", calendar.unmark, name="unmark"),
    path("sections", sections.sections, name="sections"),
    path("sections/new", sections.new_section, name="new_section"),
    path("sections/places", sections.places, name="places"),
    path("sections/<key:number>", sections.sections, name="section"),
    path("sections/<key:number>/change", sections.change, name="change_section"),
    path("sections/<key:number>/merge", sections.merge, name="merge_section"),
    path("sections/<key:number>/close", sections.close, name="close_section"),
    path("sections/<key:number>/reopen", sections.reopen, name="reopen_section"),
    path("labels", labels.labels, name="labels"),
    path("labels/offered", labels.offered, name="offered_labels"),
    path("labels/add", labels.add, name="add_label"),
    path("labels/take", labels.take, name="take_labels"),
    path("labels/relabel", labels.relabel, name="relabel"),
    path("labels/<key:number>", labels.switch, name="switch_label"),
    path("checks", checking.checks, name="checks"),
    path("words", words.words, name="words"),
    path("files", files.begin, name="begin_upload"),
    path("files/<uuid:upload>", files.upload, name="upload"),
    path("files/<uuid:upload>/finish", files.finish, name="finish_upload"),
    path("files/<uuid:upload>/drop", files.drop, name="drop_upload"),
]
urlpatterns += [
    path("articles/<key:number>/versions", history.versions, name="versions"),
    path("articles/<key:number>/versions/between", history.between, name="between"),
    path("articles/<key:number>/versions/<key:n>/restore", history.restore, name="restore"),
    path("articles/<key:number>/copy", reshaping.copy, name="copy"),
    path("articles/<key:number>/split", reshaping.split, name="split"),
    path("articles/<key:number>/merge", reshaping.merge, name="merge"),
    path("ties/<key:number>", reshaping.tie, name="tie"),
    path("ties/<key:number>/untie", reshaping.untie, name="untie"),
]
urlpatterns += [
    path("requests.xlsx", requests.workbook, name="requests_workbook"),
    path("requests/<key:number>/hand-on", handling.hand_on, name="hand_on_request"),
    path("requests/<key:number>/cancel", handling.cancel, name="cancel_request"),
    path("requests/<key:number>/decline", handling.decline, name="decline_request"),
    path("requests/<key:number>/files", handling.attach, name="attach_to_request"),
    path("requests/<key:number>/files/<key:n>/remove", handling.detach, name="detach_from_request"),
]
urlpatterns += [
    path("articles/<key:number>/regional", regional.write, name="regional"),
    path("articles/<key:number>/regional/save", regional.save, name="save_regional"),
    path("articles/<key:number>/regional/submit", regional.submit, name="submit_regional"),
    path("articles/<key:number>/regional/veto", regional.veto, name="veto"),
    path("differences", regional.differences, name="differences"),
]
urlpatterns += [
    path("labels/types", typenames.types, name="types"),
    path("labels/types/<slug:code>", typenames.name_type, name="name_type"),
    path("articles/<key:number>/here", presence.here, name="here"),
]
