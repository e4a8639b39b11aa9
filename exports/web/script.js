(function () {
  "use strict";
  const by = (id) => document.getElementById(id);
  const views = [...document.querySelectorAll(".view")];
  const find = by("find");

  if (find) {
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    find.parentElement.hidden = false;
    find.addEventListener("input", () => {
      const wanted = plain(find.value.trim());
      let count = 0;
      for (const section of document.querySelectorAll(".contents section")) {
        let some = false;
        for (const item of section.querySelectorAll("li")) {
          item.hidden = !plain(item.textContent).includes(wanted);
          some = some || !item.hidden;
          count += item.hidden ? 0 : 1;
        }
        section.hidden = !some;
      }
      by("none").hidden = count > 0;
    });
  }
  if (!views.length) return;

  const who = by("who"), pick = by("week");
  const pad = (number) => String(number).padStart(2, "0");
  const iso = (day) => [day.getFullYear(), pad(day.getMonth() + 1), pad(day.getDate())].join("-");
  const today = iso(new Date());
  let view = views[0], wanted = today, all = false, unknown = "";

  // A week is known by its heading's id, `g-SIO1.2026-09-28`: its Monday, or a typical week.
  const titleOf = (week) => week.querySelector("h3");
  const keyOf = (week) => titleOf(week).id.split(".").pop();
  const nameOf = (week) => titleOf(week).querySelector("span:not(.who-of)").textContent;
  const weeksOf = (one) => [...one.querySelectorAll(".week")];
  // The week of a date: the last that begins by then, unless it is over; else the next one.
  function weekAt(one, day) {
    const weeks = weeksOf(one), exact = weeks.find((week) => keyOf(week) === day);
    if (exact) return exact;
    if (!/^\d/.test(day)) return weeks[0]; // a typical week that this view has not, or has two of
    const dated = weeks.filter((week) => /^\d/.test(keyOf(week)));
    const over = new Date(day + "T12:00");
    over.setDate(over.getDate() - 6);
    return dated.find((week) => keyOf(week) >= iso(over)) || dated[dated.length - 1] ||
      weeks[0];
  }

  // The word for an address that leads nowhere, or for a week on which this view has nothing.
  function word(week) {
    const said = by("said");
    if (unknown) return said.dataset.unknown.replace("{what}", () => unknown);
    if (all || wanted === today || !/^\d/.test(wanted) || (week && holds(week, wanted))) return "";
    const begin = new Date(wanted + "T12:00");
    begin.setDate(begin.getDate() - (begin.getDay() + 6) % 7);
    const day = begin.toLocaleDateString(document.documentElement.lang,
      { day: "numeric", month: "long", year: "numeric" });
    return said.dataset[week ? "nearest" : "empty"].replace("{day}", day);
  }
  function holds(week, day) {
    const last = new Date(keyOf(week) + "T12:00");
    last.setDate(last.getDate() + 6);
    return keyOf(week) <= day && day <= iso(last);
  }

  function show(remember) {
    if (remember) unknown = "";
    for (const one of views) one.classList.toggle("on", one === view);
    view.classList.toggle("every", all);
    const weeks = weeksOf(view);
    const week = weeks.length ? weekAt(view, wanted) : null;
    for (const one of weeks) one.classList.toggle("on", one === week);
    if (who) who.value = view.id;
    pick.replaceChildren(...weeks.map((one) => new Option(nameOf(one), keyOf(one))));
    pick.disabled = !week;
    const at = weeks.indexOf(week);
    if (week) pick.value = keyOf(week);
    by("previous").disabled = at <= 0;
    by("next").disabled = at < 0 || at >= weeks.length - 1;
    by("all").setAttribute("aria-pressed", String(all));
    by("said").textContent = word(week);
    by("said").hidden = !by("said").textContent;
    if (remember) history.replaceState(null, "", "#" + (week ? titleOf(week).id : view.id));
  }

  function go(step) {
    const weeks = weeksOf(view), on = weeks.findIndex((one) => one.classList.contains("on"));
    const next = weeks[on + step];
    if (!next) return;
    wanted = keyOf(next);
    all = false;
    show(true);
  }

  // `#g-SIO1` and `#g-SIO1.2026-09-28` are ids: the same links work without this. A view has no id
  // for a week on which it has nothing; anything else that is no id is told.
  function fromAddress() {
    const address = decodeURIComponent(location.hash.slice(1));
    const found = address && by(address);
    const [, name, day] = address.match(/^(.*)\.(\d{4}-\d\d-\d\d)$/) || [];
    const dated = !found && day && iso(new Date(day + "T12:00")) === day && by(name);
    const section = (found || dated) && (found || dated).closest(".view");
    unknown = address && !found && !section ? address : "";
    if (section) {
      view = section;
      const week = found && found.closest(".week");
      if (week) wanted = keyOf(week);
      else if (dated) wanted = day;
    }
    show(false);
  }

  document.querySelector(".bar").hidden = false;
  document.querySelector(".bar").addEventListener("submit", (event) => event.preventDefault());
  if (who) who.addEventListener("change", () => { view = by(who.value); show(true); });
  pick.addEventListener("change", () => { wanted = pick.value; all = false; show(true); });
  by("previous").addEventListener("click", () => go(-1));
  by("next").addEventListener("click", () => go(1));
  by("today").addEventListener("click", () => { wanted = today; all = false; show(true); });
  by("all").addEventListener("click", () => { all = !all; show(true); });
  by("print").addEventListener("click", () => window.print());
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || /^(SELECT|INPUT)$/.test(event.target.tagName)) return;
    if (event.key === "ArrowLeft") go(-1);
    if (event.key === "ArrowRight") go(1);
  });
  for (const head of document.querySelectorAll(`th[data-day="${today}"]`)) {
    head.classList.add("now");
    head.setAttribute("aria-current", "date");
  }
  // On paper nothing can be opened.
  window.addEventListener("beforeprint", () => {
    for (const one of view.querySelectorAll("details")) one.open = true;
  });
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})();
