"""Finished HTML as tagged PDF, the same bytes anywhere, with our own fonts and style sheets.

See docs/pdf.md.
"""
