"""Everything between a fresh checkout and a running, or a tested, csplan.

Works with the standard library alone, since it runs before anything is installed, and imports
nothing of the rest of csplan. `run` and `test` at the top of the checkout start here.
"""
