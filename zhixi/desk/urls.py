from django.urls import path, register_converter
from django.urls.converters import IntConverter

from zhixi.desk import views

app_name = "desk"


class Number(IntConverter):
    regex = views.NUMBER


register_converter(Number, "number")

urlpatterns = [
    path("", views.desk, name="desk"),
    path("desk/search", views.search, name="search"),
    path("desk/used", views.used, name="used"),
    path("k/<number:number>", views.article, name="article"),
    path("k/<number:number>/v/<number:n>", views.article, name="version"),
]
