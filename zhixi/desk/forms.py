"""What the desk's own script says about what is on the screen."""

from django import forms

from zhixi.search.models import What

GREATEST = 2**63 - 1  # number that a database holds
SESSION = r"^[0-9a-zA-Z_-]{8,40}$"
LONGEST = 4 * 3600  # seconds; a shift's half
REASONS = ("irrelevant", "wrong", "unclear")  # why an article did not solve it


class ShownForm(forms.Form):
    """The search session whose list is on the screen, and the place of the article in it."""

    s = forms.RegexField(SESSION)
    position = forms.IntegerField(min_value=0, max_value=1000)


class UsedForm(ShownForm):
    """What became of the article; that it was shown the server knows by itself."""

    s = forms.RegexField(SESSION, required=False)
    number = forms.IntegerField(min_value=1, max_value=GREATEST)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    what = forms.ChoiceField(choices=[(what, what) for what in What if what != What.SHOWN])
    seconds = forms.FloatField(min_value=0, max_value=LONGEST)
    reason = forms.ChoiceField(choices=[(reason, reason) for reason in REASONS], required=False)


class ConfirmForm(forms.Form):
    """The version that was read, and where on the screen it was confirmed."""

    number = forms.IntegerField(min_value=1, max_value=GREATEST)
    n = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    place = forms.CharField(required=False)


class KeepForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=GREATEST)


class PutForm(KeepForm):
    """A folder that is there, or the name of one that may be new; neither is the default one."""

    folder = forms.IntegerField(min_value=1, max_value=GREATEST, required=False)
    named = forms.CharField(required=False)


class FolderForm(forms.Form):
    folder = forms.IntegerField(min_value=1, max_value=GREATEST)
    name = forms.CharField(required=False)
