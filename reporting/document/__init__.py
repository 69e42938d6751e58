"""The monitoring pack as a document: frozen content, HTML and tagged PDF. See docs/pdf.md."""
