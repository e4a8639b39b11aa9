"""The web page's script, run by a browser: choosing, turning weeks, searching, printing.

Skipped where no Chromium is installed. A driver written into the page does what a visitor would,
and leaves what it saw in the page; the browser prints that.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from exports import write_html
from exports.web import pages
from instances.rhythm import monday
from instances.timetable import Timetable

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium to run the page's script")

FLAGS = (
    "--headless",
    "--no-sandbox",  # in containers there is none to have; the page is our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1400,900",
    "--dump-dom",
)
PATIENCE, TRIES = 40, 3  # seconds of a start on a busy machine

# The clock of the page stands still: it is always Wednesday 16 September 2026.
CLOCK = """
<script>
const Real = Date;
Date = class extends Real {
  constructor(...parts) { if (parts.length) super(...parts); else super("2026-09-16T09:00"); }
};
</script>
"""
DRIVER = """
<script>
(() => {
  const by = (id) => document.getElementById(id);
  const state = () => {
    const view = document.querySelector(".view.on");
    const shown = [...view.querySelectorAll(".week")].filter((w) => w.offsetParent !== null);
    return { view: view.id, weeks: shown.map((w) => w.querySelector("h3").id.split(".").pop()),
      picked: by("week").value, hash: decodeURIComponent(location.hash),
      previous: !by("previous").disabled, next: !by("next").disabled,
      every: by("all").getAttribute("aria-pressed"),
      said: by("said").hidden ? "" : by("said").textContent };
  };
  const change = (id, value) => {
    by(id).value = value;
    by(id).dispatchEvent(new Event(id === "find" ? "input" : "change"));
  };
  const key = (name) => document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true }));
  const seen = {};
  STEPS
  const said = document.createElement("pre");
  said.id = "seen";
  said.textContent = JSON.stringify(seen);
  document.body.append(said);
})();
</script>
"""


def browsed(address: str, folder: Path) -> str:
    """The elements of a page once its scripts ran; a browser that does not start is tried again."""
    assert BROWSER is not None
    for attempt in range(TRIES):
        command = [BROWSER, *FLAGS, f"--user-data-dir={folder / f'profile-{attempt}'}", address]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        ) as browser:
            try:
                return browser.communicate(timeout=PATIENCE)[0].decode()
            except subprocess.TimeoutExpired:
                os.killpg(browser.pid, signal.SIGKILL)  # it has children of its own
    pytest.fail(f"{BROWSER} did not show the page within {PATIENCE} s, {TRIES} times")


def run(page: Path, steps: str, address: str = "") -> Any:
    """What the driver's steps saw on a page."""
    text = page.read_text(encoding="utf-8")
    text = text.replace("<head>", f"<head>{CLOCK}", 1)
    assert "</body>" in text
    text = text.replace("</body>", DRIVER.replace("STEPS", steps) + "</body>", 1)
    driven = page.with_name(f"driven-{page.name}")
    driven.write_text(text, encoding="utf-8")
    shown = browsed(driven.as_uri() + address, page.parent)
    found = re.search(r'<pre id="seen">(.*?)</pre>', shown, re.DOTALL)
    assert found, shown[-2000:]
    return json.loads(html.unescape(found[1]))


def week_days(first: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(7)]


@pytest.fixture(scope="module")
def page(timetable: Timetable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    return write_html(timetable, folder)[0]


def test_the_page_opens_on_this_week_and_turns(page: Path) -> None:
    seen = run(
        page,
        """
        seen.first = state();
        seen.bar = document.querySelector(".bar").offsetParent !== null;
        by("next").click(); seen.next = state();
        by("previous").click(); by("previous").click(); seen.before = state();
        key("ArrowRight"); seen.key = state();
        change("week", "2026-11-02"); seen.picked = state();
        by("today").click(); seen.today = state();
        seen.now = [...document.querySelectorAll("th.now")].map((th) => th.dataset.day);
        """,
    )
    assert seen["bar"]
    assert (seen["first"]["view"], seen["first"]["weeks"]) == ("g-SIO1", ["2026-09-14"])
    assert seen["first"]["picked"] == "2026-09-14"
    assert seen["next"]["weeks"] == ["2026-09-21"]
    assert seen["next"]["hash"] == "#g-SIO1.2026-09-21"
    assert seen["before"]["weeks"] == ["2026-09-07"]
    assert seen["key"]["weeks"] == ["2026-09-14"]
    assert seen["picked"]["weeks"] == ["2026-11-02"]
    assert seen["today"]["weeks"] == ["2026-09-14"]
    assert set(seen["now"]) == {"2026-09-16"}


def test_another_timetable_shows_the_same_week(page: Path) -> None:
    seen = run(
        page,
        """
        change("who", "t-TAL"); seen.other = state();
        change("week", "trame"); seen.trame = state();
        change("who", "g-SIO2"); seen.kept = state();
        """,
        "#g-SIO1.2026-09-28",
    )
    assert (seen["other"]["view"], seen["other"]["weeks"]) == ("t-TAL", ["2026-09-28"])
    assert seen["trame"]["weeks"] == ["trame"]
    assert not seen["trame"]["previous"]
    assert seen["trame"]["next"]
    assert (seen["kept"]["view"], seen["kept"]["weeks"]) == ("g-SIO2", ["trame"])


def test_an_address_leads_to_its_week_also_later(page: Path) -> None:
    seen = run(
        page,
        """
        seen.first = state();
        history.replaceState(null, "", "#g-SIO1.2026-10-05");
        window.dispatchEvent(new HashChangeEvent("hashchange"));
        seen.later = state();
        """,
        "#r-B12.2026-11-09",
    )
    assert (seen["first"]["view"], seen["first"]["weeks"]) == ("r-B12", ["2026-11-09"])
    assert (seen["later"]["view"], seen["later"]["weeks"]) == ("g-SIO1", ["2026-10-05"])


def test_an_address_that_leads_nowhere_says_so(page: Path, timetable: Timetable) -> None:
    code = "ZEL"
    days = {s.date for s in timetable.sessions if code in s.teachers}
    free = next(
        monday(day) for day in timetable.instance.dates if not days & {*week_days(monday(day))}
    )
    near = min(monday(day) for day in days if day > free)
    seen = run(
        page,
        f"""
        const at = (hash) => {{
          history.replaceState(null, "", hash);
          window.dispatchEvent(new HashChangeEvent("hashchange"));
          return state();
        }};
        seen.free = state();
        by("today").click(); seen.after = state();
        seen.unknown = at("#g-SIO9");
        seen.day = at("#g-SIO1.2026-10-06");
        change("who", "t-{code}"); seen.kept = state();
        seen.never = at("#g-SIO1.2026-02-31");
        seen.main = at("#main");
        """,
        f"#t-{code}.{free.isoformat()}",
    )
    assert (seen["free"]["view"], seen["free"]["weeks"]) == (f"t-{code}", [near.isoformat()])
    assert seen["free"]["said"].startswith("Aucune séance dans la semaine du ")
    assert f"{free.day} " in seen["free"]["said"]
    assert seen["after"]["said"] == ""
    assert "« g-SIO9 »" in seen["unknown"]["said"]
    assert (seen["day"]["view"], seen["day"]["weeks"]) == ("g-SIO1", ["2026-10-05"])
    assert seen["day"]["said"] == ""
    assert bool(seen["kept"]["said"]) == (date(2026, 10, 5) not in set(map(monday, days)))
    assert "« g-SIO1.2026-02-31 »" in seen["never"]["said"]
    assert seen["main"]["said"] == ""


def test_the_toolbar_stands_on_a_line_of_a_small_laptop(page: Path) -> None:
    seen = run(
        page,
        """
        document.querySelector(".bar").style.width = "1280px";
        const middle = (one) => {
          const box = by(one).getBoundingClientRect();
          return Math.round(box.top + box.height / 2);
        };
        seen.middles = ["who", "previous", "week", "next", "today", "print"].map(middle);
        """,
    )
    assert len(set(seen["middles"])) == 1


def test_all_weeks_stand_below_each_other_and_on_paper_nothing_is_folded(page: Path) -> None:
    seen = run(
        page,
        """
        by("all").click(); seen.all = state();
        by("next").click(); seen.one = state();
        const folded = () => [...document.querySelectorAll(".view.on details")].map((d) => d.open);
        change("who", document.querySelector("details").closest(".view").id);
        seen.folded = folded();
        window.dispatchEvent(new Event("beforeprint"));
        seen.opened = folded();
        """,
        "#g-SIO2",
    )
    assert seen["all"]["every"] == "true"
    assert len(seen["all"]["weeks"]) > 15
    assert (seen["one"]["every"], len(seen["one"]["weeks"])) == ("false", 1)
    assert seen["folded"]
    assert not any(seen["folded"])
    assert all(seen["opened"])


def test_a_large_school_s_list_is_searched_whatever_the_accents(
    timetable: Timetable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_VIEWS", 3)
    index = write_html(timetable, tmp_path)[0]
    seen = run(
        index,
        """
        const shown = () => [...document.querySelectorAll(".contents li")]
          .filter((item) => item.offsetParent !== null).map((item) => item.textContent);
        seen.every = shown().length;
        change("find", "RESEAUX"); seen.found = shown();
        seen.none = by("none").hidden;
        change("find", "zzz"); seen.nothing = [shown().length, by("none").hidden];
        change("find", ""); seen.again = shown().length;
        """,
    )
    assert seen["found"]
    assert all("réseaux" in name for name in seen["found"])
    assert seen["none"]
    assert seen["nothing"] == [0, False]
    assert seen["again"] == seen["every"] == 6 + 10 + 5
