"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const hover = JSON.parse(document.getElementById("hover").textContent);
  const off = new Set();

  // Entry points: the parts that matter come first, in the document too, so that keyboard and screen reader follow.
  const main = document.querySelector("main");
  const views = all(".views a");
  const enter = (view, jump) => {
    const link = views.find((a) => a.dataset.view === view) || views[0];
    for (const a of views) a === link ? a.setAttribute("aria-current", "page") : a.removeAttribute("aria-current");
    for (const id of link.dataset.order.split(" ")) {
      const section = document.getElementById(id);
      if (section) main.append(section);
    }
    root.dataset.view = link.dataset.view;
    if (jump) main.scrollIntoView();
  };
  for (const a of views) {
    a.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", "#view-" + a.dataset.view);
      enter(a.dataset.view, true);
    });
  }
  const named = location.hash.match(/^#view-(\w+)$/);
  if (named) enter(named[1], true);

  // Options on and off.
  const options = all(".options input");
  const shown = () => {
    off.clear();
    for (const box of options) if (!box.checked) off.add(box.value);
    for (const part of all("[data-option]")) part.toggleAttribute("hidden", off.has(part.dataset.option));
    // SVG knows no `hidden`.
    for (const part of all("g[data-option]")) part.style.display = off.has(part.dataset.option) ? "none" : "";
    try { sessionStorage.setItem("off", [...off].join(" ")); } catch { /* a page from disk may have no storage */ }
  };
  for (const box of options) box.addEventListener("change", shown);

  // One option looked at closely, in every figure.
  for (const tab of all(".tabs>input")) {
    tab.addEventListener("change", () => {
      for (const other of all(".tabs>input")) if (other.value === tab.value) other.checked = true;
    });
  }

  // Light and dark.
  const theme = document.getElementById("theme");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  // Paper has no triangles to open: what everything rests on is printed.
  const rests = () => all("#assumptions details");
  addEventListener("beforeprint", () => { for (const part of rests()) if (!part.open) { part.open = true; part.dataset.closed = ""; } });
  addEventListener("afterprint", () => { for (const part of rests()) if ("closed" in part.dataset) { part.open = false; delete part.dataset.closed; } });

  // Reading a figure with pointer, finger or keys.
  const tip = document.getElementById("tip");
  const said = document.getElementById("said");
  const mark = (svg, drawn, across, at) => {
    svg.querySelector(".cursor,.strip")?.remove();
    if (at === null) return;
    const [left, top, right, bottom] = drawn.frame.map((x) => x * 4);
    const shape = document.createElementNS("http://www.w3.org/2000/svg", across ? "line" : "rect");
    const set = (of) => { for (const key in of) shape.setAttribute(key, of[key]); };
    if (across) set({ class: "cursor", x1: at * 4, x2: at * 4, y1: top, y2: bottom });
    else {
      const half = drawn.at.length > 1 ? (drawn.at[1] - drawn.at[0]) * 2 : (bottom - top) / 2;
      set({ class: "strip", x: 0, width: drawn.size[0] * 4, y: at * 4 - half, height: 2 * half });
    }
    svg.prepend(shape);
  };
  for (const plot of all(".plot")) {
    const figure = hover[plot.dataset.figure];
    let place = null;
    const drawing = () => {
      const narrow = getComputedStyle(plot.querySelector(".wide")).display === "none";
      return [plot.querySelector(narrow ? ".narrow svg" : ".wide svg"), figure[narrow ? "narrow" : "wide"]];
    };
    const leave = () => {
      place = null;
      tip.hidden = true;
      for (const svg of all("svg", plot)) svg.querySelector(".cursor,.strip")?.remove();
    };
    const read = (index, aloud) => {
      const [svg, drawn] = drawing();
      place = Math.max(0, Math.min(index, drawn.at.length - 1));
      const at = drawn.at[place];
      const [title, rows] = figure.targets[place];
      mark(svg, drawn, figure.across, at);
      tip.replaceChildren();
      const head = document.createElement("b");
      head.textContent = title;
      tip.append(head);
      const visible = rows.filter(([option]) => !option || !off.has(option));
      for (const [, name, value, tone] of visible) {
        const row = document.createElement("div");
        row.style.setProperty("--c", "var(--" + tone + ")");
        for (const text of [name, value]) {
          const part = document.createElement("span");
          part.textContent = text;
          row.append(part);
        }
        tip.append(row);
      }
      tip.hidden = false;
      const box = svg.getBoundingClientRect();
      const scale = box.width / drawn.size[0];
      const width = tip.offsetWidth;
      const x = box.left + (figure.across ? at * scale + 14 : Math.max(drawn.frame[0] * scale, box.width / 2 - width / 2));
      const y = box.top + (figure.across ? drawn.frame[1] * scale + 8 : at * scale + 18);
      const room = document.documentElement.clientWidth;
      const left = figure.across && x + width > room - 8 ? box.left + at * scale - width - 14 : x;
      tip.style.left = Math.max(8, Math.min(left, room - width - 8)) + scrollX + "px";
      tip.style.top = y + scrollY + "px";
      if (aloud) said.textContent = title + ": " + visible.map(([, name, value]) => name + " " + value).join("; ");
    };
    plot.addEventListener("pointermove", (event) => {
      const [svg, drawn] = drawing();
      const box = svg.getBoundingClientRect();
      const scale = box.width / drawn.size[0];
      const at = figure.across ? (event.clientX - box.left) / scale : (event.clientY - box.top) / scale;
      let nearest = 0;
      drawn.at.forEach((x, i) => { if (Math.abs(x - at) < Math.abs(drawn.at[nearest] - at)) nearest = i; });
      read(nearest, false);
    });
    plot.addEventListener("pointerleave", leave);
    plot.addEventListener("blur", leave);
    plot.addEventListener("keydown", (event) => {
      const [, drawn] = drawing();
      const last = drawn.at.length - 1;
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      if (event.key in steps) read(place === null ? (steps[event.key] > 0 ? 0 : last) : place + steps[event.key], true);
      else if (event.key === "Home") read(0, true);
      else if (event.key === "End") read(last, true);
      else if (event.key === "Escape") leave();
      else return;
      event.preventDefault();
    });
  }
  addEventListener("resize", () => { tip.hidden = true; });
  root.dataset.ready = "true";
})();
