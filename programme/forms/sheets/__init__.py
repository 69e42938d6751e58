"""A return as a spreadsheet: what is taken away, and what is brought back.

The forms that a person fills in on the screen say what is asked, in which words and what a cell
may hold, so that a page and a file cannot disagree.
"""
