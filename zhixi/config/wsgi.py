import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixi.config.settings.dev")
application = get_wsgi_application()
# What is loaded by now stays: looked through again and again, it holds up a search now and then.
gc.freeze()
