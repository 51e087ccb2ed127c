"""What the desk's own script says about what is on the screen."""

from django import forms

from zhixi.search.models import What

SESSION = r"^[0-9a-zA-Z_-]{8,40}$"
LONGEST = 4 * 3600  # seconds; a shift's half


class ShownForm(forms.Form):
    """The search session whose list is on the screen, and the place of the article in it."""

    s = forms.RegexField(SESSION)
    position = forms.IntegerField(min_value=0, max_value=1000)


class UsedForm(ShownForm):
    """What became of the article; that it was shown the server knows by itself."""

    s = forms.RegexField(SESSION, required=False)
    number = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    what = forms.ChoiceField(choices=[(what, what) for what in What if what != What.SHOWN])
    seconds = forms.FloatField(min_value=0, max_value=LONGEST)
