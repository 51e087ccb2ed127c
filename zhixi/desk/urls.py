from django.urls import path

from zhixi.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("desk/search", views.search, name="search"),
    path("k/<int:number>", views.article, name="article"),
    path("k/<int:number>/v/<int:n>", views.article, name="version"),
]
