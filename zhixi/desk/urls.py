from django.urls import path, register_converter
from django.urls.converters import IntConverter

from zhixi.desk.views import looking_up, reading

app_name = "desk"


class Number(IntConverter):
    regex = looking_up.NUMBER


register_converter(Number, "number")

urlpatterns = [
    path("", looking_up.desk, name="desk"),
    path("desk/search", looking_up.search, name="search"),
    path("desk/used", looking_up.used, name="used"),
    path("k/<number:number>", reading.article, name="article"),
    path("k/<number:number>/v/<number:n>", reading.article, name="version"),
]
