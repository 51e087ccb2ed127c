from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from zhixi.desk.views import browsing, comparing, files, home, keeping, looking_up, reading

app_name = "desk"


class Number(IntConverter):
    regex = looking_up.NUMBER


class Digest(StringConverter):
    regex = "sha256:[0-9a-f]{64}"


register_converter(Number, "number")
register_converter(Digest, "digest")

urlpatterns = [
    path("", looking_up.desk, name="desk"),
    path("desk/search", looking_up.search, name="search"),
    path("desk/used", looking_up.used, name="used"),
    path("desk/home", home.home, name="home"),
    path("desk/arrived", home.arrived, name="arrived"),
    path("desk/duties", home.duties, name="duties"),
    path("desk/changes", home.changes, name="changes"),
    path("desk/confirm", home.confirm, name="confirm"),
    path("desk/favourites", keeping.favourites, name="favourites"),
    path("desk/keep", keeping.keep, name="keep"),
    path("desk/drop", keeping.drop, name="drop"),
    path("desk/put", keeping.put, name="put"),
    path("desk/rename", keeping.rename, name="rename"),
    path("desk/remove", keeping.remove, name="remove"),
    path("desk/sections", browsing.sections, name="sections"),
    path("k/<number:number>", reading.article, name="article"),
    path("k/<number:number>/v/<number:n>", reading.article, name="version"),
    path("k/<number:number>/standing", reading.standing, name="standing"),
    path("k/<number:number>/changes", comparing.changed, name="changed"),
    path("k/<number:number>/with/<number:n>", comparing.beside, name="beside"),
    path("files/<digest:digest>/<str:name>", files.file, name="file"),
]
