"""One module for each place csplan runs: `embedded` to try it, `test`, and `production`.

Nothing imports this package; Django loads one of its modules by name.
"""
