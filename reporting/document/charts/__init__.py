"""Small pictures for page and PDF alike; the same figures always stand in a table beside each.

Drawn with presentation attributes only, so that they pass the site's content security policy, and
with their meaning in a title, which becomes the alternative text in the PDF. What differs by
colour differs in lightness or shape too, and is named beside it.
"""
