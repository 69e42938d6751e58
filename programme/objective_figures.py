"""The figures that the programme's records offer to measures of objectives.

The objectives find this module by its name, as the administration site finds ``admin``, and
know nothing else of the programme.
"""

from objectives.rules.sources import register_source
from programme.selectors.objective_figures import VisitsInterval

register_source(VisitsInterval())
