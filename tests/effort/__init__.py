"""How much a quarterly return asks of its co-ordinator, counted in a real browser.

    DJANGO_ALLOW_ASYNC_UNSAFE=true .venv/bin/python -m pytest -q tests/journeys/measure_effort.py

fills in the same return of thirty milestones and twelve measures on the same pages, once the
way csplan means it and twice with one form for each item, and prints clicks, keys and page
loads side by side. See docs/benchmark.md.
"""
