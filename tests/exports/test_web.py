"""The web page, parsed: every session at its place, nothing fetched, nothing a name could break."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import pytest
from tiny import course as make_course
from tiny import plan, tiny

from exports import Selection, write_html, write_ics
from exports.names import Names
from exports.palette import KINDS, Palette
from exports.styles import Look
from exports.views import View
from exports.web import pages
from instances.entities import Group, Resource
from instances.rhythm import monday
from instances.timetable import Solution, Timetable
from instances.units import format_clock

VOID = {"meta", "input", "link", "br", "img"}


class Node:
    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes, self.children, self.texts = tag, attributes, [], []

    def all(self, tag: str, kind: str = "") -> list[Node]:
        found = []
        for child in self.children:
            classes = child.attributes.get("class", "").split()
            if child.tag == tag and (not kind or kind in classes):
                found.append(child)
            found += child.all(tag, kind)
        return found

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


class Tree(HTMLParser):
    """The elements of a page; a cell may end without its end tag, as browsers take it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]
        self.feed(path.read_text(encoding="utf-8"))
        assert self.open == [self.root]

    def handle_starttag(self, tag, attributes):
        if tag == "td" and self.open[-1].tag == "td":
            self.open.pop()
        node = Node(tag, dict(attributes))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        if self.open[-1].tag == "td" and tag == "tr":
            self.open.pop()
        assert self.open[-1].tag == tag, (tag, self.getpos())
        self.open.pop()

    def handle_data(self, data):
        for node in self.open:
            node.texts.append(data)


def parse(path: Path) -> Node:
    return Tree(path).root


@pytest.fixture(scope="module")
def written(timetable, tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    write_ics(timetable, folder)
    files = write_html(timetable, folder, calendars=True)
    assert files == (folder / "emploi-du-temps.html",)
    return files[0]


@pytest.fixture(scope="module")
def page(written):
    return parse(written)


def dated_weeks(view: Node) -> dict[date, Node]:
    found = {}
    for week in view.all("section", "week"):
        key = week.all("h3")[0].attributes["id"].partition(".")[2]
        if not key.startswith("trame"):
            found[date.fromisoformat(key)] = week
    return found


def views(page: Node) -> dict[str, Node]:
    return {node.attributes["id"]: node for node in page.all("section", "view")}


def area(cell: Node) -> tuple[int, int, int, int]:
    top, left, bottom, right = re.search(
        r"grid-area:(\d+)/(\d+)/(\d+)/(\d+)", cell.attributes["style"]
    ).groups()
    return int(top), int(left), int(bottom), int(right)


@pytest.mark.parametrize(
    ("identity", "kind", "code"),
    [
        ("g-SIO1", "group", "SIO1"),
        ("g-SISR", "group", "SISR"),
        ("t-TAL", "teacher", "TAL"),
        ("r-Labo-1", "room", "Labo 1"),
    ],
)
def test_every_session_stands_on_its_day_with_its_time(page, timetable, identity, kind, code):
    names = Names(timetable.instance)
    view = View(timetable, kind, code, names)
    expected = Counter(
        (s.date.isoformat(), f"{format_clock(s.start)}–{format_clock(s.end)}", *view.lines(s))
        for s in view.sessions
    )
    found = Counter()
    for week, node in dated_weeks(views(page)[identity]).items():
        for row in node.all("tr"):
            for cell in row.all("td", "s"):
                day = row.all("th")[0].attributes["data-day"]
                assert monday(date.fromisoformat(day)) == week
                lines = [child.text for child in cell.children]
                found[day, *lines] += 1
    assert found == expected


def test_places_tell_the_times_and_nothing_covers_anything(page, timetable):
    periods = [format_clock(period.start) for period in timetable.instance.grid.periods]
    for view in views(page).values():
        for week in view.all("section", "week"):
            axis = [cell.text for cell in week.all("tr", "axis")[0].children]
            assert [text for text in axis if text[0].isdigit()] == periods
            cells = [cell for row in week.all("tr")[1:] for cell in row.all("td", "s")]
            for cell in cells:
                top, left, _, right = area(cell)
                assert axis[top - 2] == cell.all("time")[0].text[:5]
                head = next(r for r in week.all("tr")[1:] if cell in r.children).all("th")[0]
                first, end = map(int, re.findall(r"\d+", head.attributes["style"]))
                assert first <= left < right <= end
            for one, other in combinations(map(area, cells), 2):
                apart = one[2] <= other[0] or other[2] <= one[0]
                assert apart or one[3] <= other[1] or other[3] <= one[1]


def test_why_nothing_stands_on_a_day_is_said(page):
    week = dated_weeks(views(page)["g-SIO2"])[date(2026, 11, 9)]
    told = {
        row.all("th")[0].text: [c.text for c in row.all("td", "x")] for row in week.all("tr")[1:]
    }
    assert told["mercredi 11 novembre"] == ["Armistice 1918"]


def test_the_page_needs_nothing_else_and_runs_only_its_own_script(written, page):
    text = written.read_text(encoding="utf-8")
    assert not re.search(r"https?:|//cdn|url\(|@import|<link|<img|\ssrc=", text)
    assert len(page.all("script")) == 2
    for node in page.all("a"):
        href = node.attributes["href"]
        if not href.startswith("#"):
            assert (written.parent / href).is_file(), href


def test_ids_are_unique_and_links_within_lead_somewhere(page):
    nodes = [
        n for tag in ("section", "h2", "h3", "select", "button", "main") for n in page.all(tag)
    ]
    ids = Counter(n.attributes["id"] for n in nodes if "id" in n.attributes)
    assert max(ids.values()) == 1
    for link in page.all("a"):
        if link.attributes["href"].startswith("#"):
            assert link.attributes["href"][1:] in ids
    for node in (*page.all("section"), *page.all("table")):
        assert node.attributes.get("aria-labelledby", next(iter(ids))) in ids
    for option in page.all("option"):
        assert option.attributes["value"] in ids


def test_a_reader_of_the_screen_finds_its_way(page):
    assert page.all("html")[0].attributes["lang"] == "fr"
    assert len(page.all("h1")) == 1 and len(page.all("main")) == 1
    for button in page.all("button"):
        assert button.attributes.get("aria-label") or button.text
    for select in page.all("select"):
        assert any(select in label.all("select") for label in page.all("label"))
    for row in page.all("tr"):
        if row.attributes.get("aria-hidden") != "true":
            assert row.attributes["role"] == "row"
            assert [n.attributes["role"] for n in row.children] == [
                "rowheader",
                *["cell"] * (len(row.children) - 1),
            ]
            assert len(row.children) > 1  # a day without anything says so


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_can_be_read_on_their_colours(timetable):
    style = (Path(pages.__file__).parent / "style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): #([0-9a-f]{6})", style))
    palette = Palette(timetable.instance)
    for unit in palette.units:
        fill = palette.tint(unit, Look()).fill
        assert contrast(colours["ink"], fill) > 7 and contrast("3d4a57", fill) > 4.5
    for kind in KINDS.values():
        assert contrast("4a5560", kind.fill) > 3.9  # under a lighter plate, see the style
    for pair in (("muted", "ground"), ("ink", "ground"), ("link", "ground")):
        assert contrast(*(colours[name] for name in pair)) > 4.5
    assert contrast("c9d6e4", colours["band"]) > 4.5


NASTY = '</style><script>alert(1)</script>" onload="x" & \\'


def test_a_name_is_a_text_wherever_it_stands(tmp_path):
    instance = tiny(
        make_course("C", 1, (1,), groups="G"),
        groups=(Group(code="G", name=NASTY, rhythm="R"),),
        settings={"school": NASTY, "title": NASTY},
    )
    (path,) = write_html(plan(instance, ("C", 0, 8, 1)), tmp_path)
    page = parse(path)
    assert len(page.all("script")) == 2 and len(page.all("style")) == 1
    assert page.all("h1")[0].text == NASTY
    assert NASTY in views(page)["g-G"].all("h2")[0].text
    (style,) = re.findall(r'content: "(.*)" }', path.read_text(encoding="utf-8"))
    assert not re.search(r'["<\n]|\\(?!5c |22 |3c )', style)


def test_english(timetable, tmp_path):
    (path,) = write_html(timetable, tmp_path, "en", Selection((Resource("group", "SIO1"),)))
    assert path.name == "extract-SIO1.html"
    page = parse(path)
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("h3")[1].text.startswith("SIO1 · Week 36")
    assert "Print" in [button.text for button in page.all("button")]
    assert page.all("p", "plan")[0].text.startswith("Extract: SIO1")


def test_a_part_has_only_that_part(timetable, tmp_path):
    week = date(2026, 9, 28)
    part = Selection((Resource("group", "SIO2"), Resource("room", "B12")), (week,))
    (path,) = write_html(timetable, tmp_path, selection=part)
    assert path.name == "extrait-SIO2-B12-S40.html"
    page = parse(path)
    assert list(views(page)) == ["g-SIO2", "r-B12"]
    for view in views(page).values():
        assert list(dated_weeks(view)) == [week]
        assert len(view.all("section", "week")) == 1


def test_a_partial_plan_says_so(timetable, tmp_path):
    solution = Solution(status="partial", unplaced={timetable.instance.courses[0].code: 120})
    partial = Timetable(instance=timetable.instance, sessions=(), solution=solution)
    (path,) = write_html(partial, tmp_path)
    (warning,) = parse(path).all("p", "warning")
    assert "2 h non placées" in warning.text


def test_a_large_school_gets_a_list_and_a_page_for_each_view(timetable, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "MOST_VIEWS", 5)
    skip = pages.WORDS["skip"].fr
    write_ics(timetable, tmp_path)
    first, *others = write_html(timetable, tmp_path, calendars=True)
    count = sum(map(len, (timetable.instance.groups, timetable.by_teacher, timetable.by_room)))
    assert first == tmp_path / "emploi-du-temps.html" and len(others) == count
    links = [a.attributes["href"] for a in parse(first).all("a")]
    listed = [first.parent / href for href in links if not href.startswith("#")]
    assert listed == others
    found = Counter()
    for path in others:
        page = parse(path)
        assert len(views(page)) == 1
        home, calendar = [a.attributes["href"] for a in page.all("a", "") if a.text != skip]
        assert (path.parent / home).resolve() == first.resolve()
        assert (path.parent / calendar).is_file()
        for week in dated_weeks(page).values():
            found[path.parent.name] += len(week.all("td", "s"))
    assert found == {
        "classes": sum(len(timetable.of_group(g.code)) for g in timetable.instance.groups),
        "enseignants": sum(map(len, timetable.by_teacher.values())),
        "salles": sum(map(len, timetable.by_room.values())),
    }


def test_a_narrow_screen_gets_lists_sooner_where_much_stands_side_by_side(written, page):
    text = written.read_text(encoding="utf-8")
    widths = {
        selector: int(width)
        for width, selector in re.findall(
            r"max-width: (\d+)px\) \{\n(?:/\*.*\*/\n)?(\.view[.\w]*) table", text
        )
    }
    assert list(widths) == [".view", ".view.many", ".view.tight"]
    assert sorted(widths.values()) == list(widths.values())
    for view in views(page).values():
        lanes = sum(map(int, re.findall(r"repeat\((\d+),", view.attributes["style"])))
        classes = view.attributes["class"].split()
        assert ("many" in classes, "tight" in classes) == (lanes > 5, lanes > 8)


def test_a_plan_gives_the_same_page(timetable, tmp_path):
    one, two = (write_html(timetable, tmp_path / name)[0] for name in "ab")
    assert one.read_bytes() == two.read_bytes()


def test_the_typical_week_is_the_workbook_s(page, timetable):
    view = views(page)["g-SIO1"]
    trame = next(h for h in view.all("h3") if h.attributes["id"].endswith(".trame"))
    assert trame.text == "SIO1 · Semaine type"
    week = next(w for w in view.all("section", "week") if trame in w.children)
    assert [th.text for th in week.all("th")] == ["lundi", "mardi"]
    assert week.all("td", "s")


def test_a_problem_of_one_week_has_no_typical_week(tmp_path):
    instance = tiny(make_course("C", 1, (1,))).changed(origin="ctt")
    (path,) = write_html(plan(instance, ("C", 0, 8, 1)), tmp_path)
    weeks = parse(path).all("section", "week")
    assert [w.all("h3")[0].attributes["id"] for w in weeks] == ["g-G.2026-09-07"]
    assert weeks[0].all("td", "s")[0].all("time")[0].text == "08:00–09:00"
