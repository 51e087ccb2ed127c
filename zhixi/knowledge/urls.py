from django.urls import path, register_converter
from django.urls.converters import IntConverter

from zhixi.knowledge.views import choosing, keeping, writing

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
