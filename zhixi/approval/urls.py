from django.urls import path

from zhixi.approval import views

app_name = "approval"
urlpatterns = [
    path("submissions/", views.submissions, name="submissions"),
    path("submissions/<int:number>", views.submission, name="submission"),
]
