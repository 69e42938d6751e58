"""What gunicorn serves under load: csplan, with the bare views beside it."""

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

application = get_wsgi_application()
# Found by name: it needs models, which are not there before the application is.
import_string("csplan.demonstration.benchmark.served.serve_as_told")()
