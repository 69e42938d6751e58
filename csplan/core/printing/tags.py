"""The tag tree of a PDF: one element for each element of its HTML.

WeasyPrint 70 writes an element for each box, so that a table, list or paragraph that runs over
a page is read out as two, running headers are content, header cells have no scope and links
are named by where they go. This writes the tree anew from the pages it laid out: what runs
over a page stays one element, margins and repeated headings are artifacts, each TH has its
scope, and each link is named by its words. See docs/pdf.md.
"""

from typing import Any

import pydyf
import weasyprint
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from csplan.core.printing.tuning import WEASYPRINT_MEASURED

POINTS_IN_A_PIXEL = 0.75

ROLES = {
    "section": "Sect",
    "blockquote": "BlockQuote",
    "p": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LBody",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "a": "Link",
    "img": "Figure",
    "{http://www.w3.org/2000/svg}svg": "Figure",
}
"""What an HTML element becomes. Any other lends its content to the element around it."""
GROUPS = frozenset({"Document", "Sect", "L", "LI", "Table", "THead", "TBody", "TFoot", "TR"})
"""Elements that hold other elements and never words of their own."""
SVG_TITLE = "{http://www.w3.org/2000/svg}title"


def write_one_tag_for_each_element() -> None:
    """Write tags our way while this process lives; WeasyPrint's way if it is another version."""
    if weasyprint.__version__ == WEASYPRINT_MEASURED:
        weasyprint.pdf.add_tags = add_tags


def add_tags(pdf: Any, document: Any, _version: object, page_streams: list[Any]) -> None:
    """Give ``pdf`` the tags of ``document``: what ``weasyprint.pdf.add_tags`` is called with."""
    tree = TagTree(pdf)
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        tree.add_page(number, page, stream)
    tree.add_annotations()
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class Tag:
    """An element of the tree, on the page where it begins."""

    def __init__(self, pdf: Any, role: str, parent: "Tag | None", page: int) -> None:
        self.role = role
        self.page = page
        self.kids = pydyf.Array()
        self.entry = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{role}", "K": self.kids})
        self.entry["Pg"] = pdf.page_references[page]
        pdf.add_object(self.entry)
        if parent is not None:
            self.entry["P"] = parent.reference
            parent.kids.append(self.reference)

    @property
    def reference(self) -> bytes:
        return self.entry.reference  # type: ignore[no-any-return]


class TagTree:
    """The tree while it grows, page by page."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.numbers = pydyf.Array()
        self.parents = _added(pdf, {"Nums": self.numbers})
        self.root = _added(pdf, {"Type": "/StructTreeRoot", "ParentTree": self.parents.reference})
        self.document = Tag(pdf, "Document", None, 0)
        self.document.entry["P"] = self.root.reference
        self.root["K"] = pydyf.Array([self.document.reference])
        pdf.catalog["StructTreeRoot"] = self.root.reference
        self.tags: dict[object, Tag] = {}
        self.annotations: list[tuple[Tag, Any]] = []

    def add_page(self, number: int, page: Any, stream: Any) -> None:
        """Take the content of one page into the tree."""
        walk = PageWalk(self, number, page, stream._tags)
        walk.take(page._page_box, self.document)
        if walk.marks:
            raise ValueError(f"Page {number + 1} has content that no element holds")
        _make_artifacts(stream, walk.artifacts)
        self.numbers.append(number)
        self.numbers.append(walk.parents_by_mark())

    def add_annotations(self) -> None:
        """Tie each link's annotation to its element; their numbers follow the pages'."""
        for number, (tag, annotation) in enumerate(self.annotations, len(self.numbers) // 2):
            annotation["StructParent"] = number
            self.numbers.append(number)
            self.numbers.append(tag.reference)


class PageWalk:
    """One page's boxes, in reading order."""

    def __init__(self, tree: TagTree, number: int, page: Any, marks: dict[Any, Any]) -> None:
        self.tree = tree
        self.pdf = tree.pdf
        self.number = number
        self.height = page.height
        self.marks = marks
        self.mark_count = len(marks)
        self.owners: dict[int, Tag] = {}
        self.artifacts: set[int] = set()

    def take(self, box: Any, parent: Tag) -> None:
        """Take ``box`` and everything in it, which lies in ``parent``."""
        box = box._box if isinstance(box, AbsolutePlaceholder) else box
        if isinstance(box, boxes.MarginBox) or self._is_repeated(box):
            self._skip(box)
            return
        tag = self._tag_of(box, parent)
        if box.link_annotation:
            self._take_link(box, tag)
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
            self._take_content(box, tag)
            return
        for child in box.children:
            self.take(child, tag)

    def parents_by_mark(self) -> Any:
        """The elements that own this page's marked content, by its number."""
        owners = (self.owners.get(mark) for mark in range(self.mark_count))
        return pydyf.Array(owner.reference if owner else "null" for owner in owners)

    def _tag_of(self, box: Any, parent: Tag) -> Tag:
        """The element for ``box``: the one it continues, a new one, or its parent."""
        if box.element is None:
            return parent
        if box.element_tag == "li::marker":
            return self._known_or_new((box.element, "marker"), "Lbl", self._item(box, parent))
        role = _role(box.element_tag, parent)
        if role is None:
            return parent
        if box.element in self.tree.tags:
            return self.tree.tags[box.element]
        if box.element_tag == "li":
            parent = self._item(box, parent)
        tag = self._known_or_new(box.element, role, parent)
        self._describe(box, tag)
        return tag

    def _item(self, box: Any, parent: Tag) -> Tag:
        """The LI around a list item's label and body."""
        known = self.tree.tags.get((box.element, "item"))
        return known or self._known_or_new((box.element, "item"), "LI", parent)

    def _known_or_new(self, key: object, role: str, parent: Tag) -> Tag:
        if key not in self.tree.tags:
            self.tree.tags[key] = Tag(self.pdf, role, parent, self.number)
        return self.tree.tags[key]

    def _describe(self, box: Any, tag: Tag) -> None:
        """What a reader needs to know of a cell or a figure beyond its content."""
        if tag.role in ("TH", "TD"):
            _describe_cell(box, tag)
        elif tag.role == "Figure":
            tag.entry["Alt"] = pydyf.String(_alternative(box.element))
            tag.entry["A"] = self._place(box)

    def _place(self, box: Any) -> Any:
        x, y = box.content_box_x(), box.content_box_y()
        corners = (x, self.height - y - box.height, x + box.width, self.height - y)
        bounds = pydyf.Array(round(corner * POINTS_IN_A_PIXEL, 2) for corner in corners)
        return pydyf.Dictionary({"O": "/Layout", "BBox": bounds, "Placement": "/Block"})

    def _is_repeated(self, box: Any) -> bool:
        """Whether this is a table's heading, come again at the top of another page."""
        if box.element_tag != "thead" or box.element not in self.tree.tags:
            return False
        return self.tree.tags[box.element].page != self.number

    def _skip(self, box: Any) -> None:
        """Leave ``box`` out of the tree; a link in it still belongs to its element."""
        if box.link_annotation:
            self._take_link(box, self.tree.tags[box.element])
        mark = self.marks.pop(box, None)
        if mark:
            self.artifacts.add(mark["mcid"])
        for child in getattr(box, "children", ()):
            self._skip(child)

    def _take_link(self, box: Any, tag: Tag) -> None:
        annotation = box.link_annotation
        annotation["Contents"] = pydyf.String(_words_of_link(box.element))
        entry = {"Type": "/OBJR", "Obj": annotation.reference}
        entry["Pg"] = self.pdf.page_references[self.number]
        tag.kids.append(_added(self.pdf, entry).reference)
        self.tree.annotations.append((tag, annotation))

    def _take_content(self, box: Any, tag: Tag) -> None:
        mark = self.marks.pop(box, None)
        if mark is None:
            return
        if tag.role in GROUPS:
            tag = self._known_or_new((box.element, "words"), "P", tag)
        self.owners[mark["mcid"]] = tag
        tag.kids.append(self._kid(mark["mcid"], tag))

    def _kid(self, mark: int, tag: Tag) -> Any:
        """A mark by its number alone, or with its page when the element began on another."""
        if tag.page == self.number:
            return mark
        page = self.pdf.page_references[self.number]
        return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mark})


def _role(name: str, parent: Tag) -> str | None:
    """What an element becomes; a ``div`` around a term and its description is a list item."""
    return "LI" if name == "div" and parent.role == "L" else ROLES.get(name)


def _added(pdf: Any, entries: dict[str, Any]) -> Any:
    entry = pydyf.Dictionary(entries)
    pdf.add_object(entry)
    return entry


def _describe_cell(box: Any, tag: Tag) -> None:
    about = {"O": "/Table"}
    if tag.role == "TH":
        about["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"
    if box.colspan != 1:
        about["ColSpan"] = box.colspan
    if box.rowspan != 1:
        about["RowSpan"] = box.rowspan
    if len(about) > 1:
        tag.entry["A"] = pydyf.Dictionary(about)


def _alternative(element: Any) -> str:
    title = element.findtext(SVG_TITLE) if element.tag != "img" else element.get("alt")
    if not title:
        raise ValueError("A figure has no alternative text")
    return str(title)


def _words_of_link(element: Any) -> str:
    words = element.get("aria-label") or "".join(element.itertext())
    return " ".join(words.split())


def _make_artifacts(stream: Any, marks: set[int]) -> None:
    """Mark content that was marked as part of the tree as an artifact of the page instead."""
    if not marks:
        return
    items = stream.stream
    for place, item in enumerate(items):
        if isinstance(item, pydyf.Dictionary) and item.get("MCID") in marks:
            items[place - 1] = "/Artifact"
            items[place] = pydyf.Dictionary({"Type": "/Pagination"})
