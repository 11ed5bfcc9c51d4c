// The site works without this: it remembers light or dark and the language, and it searches.
(() => {
  "use strict";
  const root = document.documentElement;
  const kept = {
    get(key) { try { return localStorage.getItem("parcferme-" + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("parcferme-" + key, value); } catch { /* a locked browser */ } },
  };
  // A browser may keep a store for each file of a disk by itself: there the choice travels in the address, too.
  const told = new URLSearchParams(location.search).get("theme");
  const theme = ["light", "dark"].includes(told) ? told : kept.get("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  if (document.currentScript.hasAttribute("data-start")) {
    document.addEventListener("DOMContentLoaded", () => {
      const ways = [...document.querySelectorAll("a.way")];
      const wanted = [kept.get("language"), ...navigator.languages.map((one) => one.slice(0, 2))];
      const found = wanted.map((code) => ways.find((way) => way.lang === code)).find(Boolean) ?? ways[0];
      location.replace(found.href);
    });
    return;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const button = document.querySelector(".theme");
    button.hidden = false;
    button.addEventListener("click", () => {
      const now = root.dataset.theme ?? (dark.matches ? "dark" : "light");
      root.dataset.theme = now === "dark" ? "light" : "dark";
      kept.set("theme", root.dataset.theme);
    });
    kept.set("language", root.lang);
    document.addEventListener("click", (event) => {
      const way = event.target.closest?.("a[href]");
      if (!way) return;
      if (way.closest(".languages")) way.hash = location.hash;
      const here = way.pathname === location.pathname && way.hash;
      if (location.protocol === "file:" && root.dataset.theme && way.pathname.endsWith(".html") && !here) {
        way.search = "?theme=" + root.dataset.theme;
      }
    });
    // A table that fits needs no stop of its own on the way of the keyboard; one that does not fades where it goes on.
    const fade = (box) => box.classList.toggle("goes-on", box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
    for (const box of document.querySelectorAll(".box")) {
      if (box.scrollWidth <= box.clientWidth) box.removeAttribute("tabindex");
      box.addEventListener("scroll", () => fade(box), { passive: true });
      new ResizeObserver(() => fade(box)).observe(box);
    }
    const current = document.querySelector(".pages [aria-current]");
    if (current) {
      const bar = current.closest(".pages");
      bar.scrollLeft = current.offsetLeft - bar.offsetLeft - (bar.clientWidth - current.offsetWidth) / 2;
    }
    search(document.querySelector(".search"), window.PARCFERME_SEARCH ?? []);
  });

  // Letters without their accents, in small: Évrard is found as evrard.
  const SPECIAL = { "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th" };
  function plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[ßøłđæœıðþ]/g, (one) => SPECIAL[one]);
  }

  function worth(line, words) {
    let sum = 0;
    for (const word of words) {
      const number = word.replace(/^#/, "");
      if (line.number && line.number === number) sum += 100;
      else if (line.words.some((one) => one.startsWith(word))) sum += 10;
      else if (line.number.startsWith(number) && number) sum += 8;
      else if (line.text.includes(word)) sum += 1;
      else return 0;
    }
    return sum;
  }

  function search(form, lines) {
    const input = form.querySelector("input"), list = form.querySelector("ul"), said = form.querySelector(".unseen");
    const known = lines.map(([page, number, crew, team, group, colour, where]) => {
      const text = plain([crew, team, group, where].join(" "));
      return { page, number: plain(number), shown: number, crew, team, group, colour, where, text,
        words: text.split(/[^\p{L}\p{N}]+/u) };
    });
    let found = [], at = -1;
    form.hidden = false;

    function close() {
      list.hidden = true; at = -1;
      input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant");
    }
    function choose(next) {
      const rows = list.querySelectorAll("[role=option]");
      if (!rows.length) return;
      at = (next + rows.length) % rows.length;
      rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
      rows[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", rows[at].id);
    }
    function go(one) {
      const way = document.createElement("a");
      way.href = one.page;
      document.body.append(way);
      way.click();
    }
    function part(name, text, group) {
      const made = document.createElement(name);
      made.textContent = text;
      if (group) made.className = group;
      return made;
    }
    function row(one, index) {
      const made = document.createElement("li"), text = document.createElement("span");
      made.id = "found-" + index; made.setAttribute("role", "option");
      made.setAttribute("aria-selected", "false");
      if (one.shown) made.append(part("span", one.shown, "plate " + one.colour));
      text.append(part("bdi", one.crew || one.team));
      const more = [one.crew ? one.team : "", one.group, one.where].filter(Boolean).join(" · ");
      if (more) text.append(part("small", more));
      made.append(text);
      made.addEventListener("mousedown", (event) => { event.preventDefault(); go(one); });
      return made;
    }
    function show() {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      if (!words.length) { close(); said.textContent = ""; return; }
      found = known.map((one) => [worth(one, words), one]).filter(([sum]) => sum > 0)
        .sort((one, other) => other[0] - one[0]).slice(0, 12).map(([, one]) => one);
      list.replaceChildren(...(found.length ? found.map(row) : [part("li", form.dataset.none, "none")]));
      said.textContent = found.length ? found.length + " " + form.dataset.found : form.dataset.none;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      choose(0);
    }
    input.addEventListener("input", show);
    input.addEventListener("focus", show);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") { event.preventDefault(); if (list.hidden) show(); else choose(at + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); choose(at - 1); }
      else if (event.key === "Escape") { if (list.hidden) input.value = ""; close(); }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (found[at]) go(found[at]);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input, textarea, select") && !event.ctrlKey && !event.metaKey) {
        event.preventDefault(); input.focus();
      }
    });
  }
})();
