from django.urls import path

from zhixi.studio.views import articles, many, seeing, sheets, start

app_name = "studio"
urlpatterns = [
    path("", start.start, name="start"),
    path("articles", articles.articles, name="articles"),
    path("returned", start.whole, {"code": "returned"}, name="returned"),
    path("drafts", start.whole, {"code": "drafts"}, name="drafts"),
    path("submitted", start.whole, {"code": "submitted"}, name="submitted"),
    path("due", start.whole, {"code": "due"}, name="due"),
    path("unfound", start.whole, {"code": "unfound"}, name="unfound"),
    path("unsolved", start.whole, {"code": "unsolved"}, name="unsolved"),
    path("articles/many", many.many, name="many"),
    path("articles/filters", articles.keep, name="filters"),
    path("articles/columns", articles.columns, name="columns"),
    path("articles/export", sheets.export, name="export"),
    path("articles/return", sheets.returned, name="return"),
    path("people/<int:number>/sees", seeing.seeing, name="seeing"),
    path("regional", start.whole, {"code": "regional"}, name="regional"),
    path("taking", start.whole, {"code": "taking"}, name="taking"),
    path("vetoed", start.whole, {"code": "vetoed"}, name="vetoed"),
]
