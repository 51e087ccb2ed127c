from django.urls import path

from zhixi.accounts.staff.views import bringing, circles, people, trail, units

app_name = "staff"
urlpatterns = [
    path("people", people.people, name="people"),
    path("people/new", people.new, name="new"),
    path("people/import", bringing.bring, name="bring"),
    path("people/<int:number>", people.person, name="person"),
    path("people/<int:number>/give", people.give, name="give"),
    path("people/<int:number>/end", people.end, name="end"),
    path("people/<int:number>/names", people.names, name="names"),
    path("people/<int:number>/move", people.move, name="move"),
    path("people/<int:number>/leave", people.leave, name="leave"),
    path("people/<int:number>/hand-over", people.hand_over, name="hand-over"),
    path("people/<int:number>/back", people.back, name="back"),
    path("people/<int:number>/unlock", people.unlock, name="unlock"),
    path("people/<int:number>/password", people.password, name="password"),
    path("people/<int:number>/token", people.take_back, name="take-back"),
    path("units", units.units, name="units"),
    path("units/new", units.new, name="new-unit"),
    path("units/<int:number>", units.unit, name="unit"),
    path("units/<int:number>/change", units.change, name="change-unit"),
    path("units/<int:number>/close", units.close, name="close-unit"),
    path("audiences", circles.audiences, name="audiences"),
    path("audiences/new", circles.new, name="new-audience"),
    path("trail", trail.changes, name="trail"),
]
