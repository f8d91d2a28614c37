import { figureTheme } from "./figure-theme.ts";

/**
 * The script of the report: draws the figures when they come near, in the page's colours, and thumbnails on hover.
 *
 * Runs in the reader's browser, hence text. What it asks of a figure is plotly's JSON and, for thumbnails, points whose
 * `customdata` is `{ image: "data:image/…", caption: string[] }`; colours are replaced through `layout.template`.
 */
export const figureScript = `"use strict";
(() => {
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Map();

  ${figureTheme}

  function isDark() {
    return root.dataset.scheme ? root.dataset.scheme === "dark" : prefersDark.matches;
  }

  function themed(layout) {
    // A figure that sets its own background has colours to go with it.
    if (layout.paper_bgcolor || layout.plot_bgcolor) return layout;
    return { ...layout, uirevision: "kept", template: merged(layout.template ?? {}, isDark() ? darkTemplate : {}) };
  }

  // Plotly's own buttons do not take keys: in the page real ones stand above the figure for them.
  const isSwitch = ({ type, buttons = [] }) =>
    type === "buttons" && buttons.every(({ method }) => ["relayout", "restyle", "update"].includes(method));

  function withoutSwitches(layout) {
    return layout.updatemenus ? { ...layout, updatemenus: layout.updatemenus.filter((menu) => !isSwitch(menu)) } : layout;
  }

  function addSwitches(figure, area, menus) {
    for (const { buttons, active = 0 } of menus.filter(isSwitch)) {
      const group = document.createElement("div");
      group.className = "switches";
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", "What the figure shows");
      const made = buttons.map(({ label, method, args }, at) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = label;
        button.setAttribute("aria-pressed", String(at === active));
        button.addEventListener("click", () => {
          Plotly[method](area, ...args);
          for (const other of made) other.setAttribute("aria-pressed", String(other === button));
        });
        return button;
      });
      group.append(...made);
      figure.querySelector(".plot-area").before(group);
    }
  }

  // A figure that is wider than the page can be scrolled by keys.
  function letScroll(frame) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  }

  async function draw(figure) {
    const json = figure.querySelector('script[type="application/json"]').textContent;
    const area = document.createElement("div");
    figure.querySelector(".plot-area").replaceChildren(area);
    figure.classList.add("drawn");
    try {
      const { data, layout = {}, config = {} } = JSON.parse(json);
      await Plotly.newPlot(area, data, themed(withoutSwitches(layout)), { displaylogo: false, ...config, responsive: true });
      drawn.set(figure, { area, json });
      addSwitches(figure, area, layout.updatemenus ?? []);
      letScroll(area.parentElement);
      showThumbnails(figure, area);
    } catch (error) {
      figure.classList.remove("drawn");
      const note = document.createElement("p");
      note.className = "missing";
      note.textContent = "The interactive figure could not be drawn: " + error.message;
      figure.append(note);
    }
  }

  function recolor() {
    for (const [figure, { area, json }] of drawn) {
      const { data, layout = {}, config = {} } = JSON.parse(json);
      Plotly.react(area, data, themed(withoutSwitches(layout)), { displaylogo: false, ...config, responsive: true });
      // The figure is as it came: what was chosen is chosen again.
      for (const button of figure.querySelectorAll('.switches [aria-pressed="true"]')) button.click();
    }
  }

  const thumbnail = document.createElement("div");
  thumbnail.className = "thumbnail";
  thumbnail.hidden = true;
  thumbnail.setAttribute("role", "status");
  document.body.append(thumbnail);

  function showThumbnails(figure, area) {
    area.on("plotly_hover", ({ points, event }) => {
      const { customdata } = points[0];
      const image = customdata?.image;
      const shows = typeof image === "string" && image.startsWith("data:image/");
      figure.classList.toggle("pointing", shows);
      thumbnail.hidden = !shows;
      if (!shows) return;
      const picture = new Image();
      picture.onload = () => picture.classList.toggle("tiny", picture.naturalWidth <= 64);
      picture.src = image;
      picture.alt = "";
      const lines = (Array.isArray(customdata.caption) ? customdata.caption : []).map((line) => {
        const span = document.createElement("span");
        span.textContent = String(line);
        return span;
      });
      thumbnail.replaceChildren(picture, ...lines);
      place(event.clientX, event.clientY);
    });
    area.on("plotly_unhover", () => {
      thumbnail.hidden = true;
      figure.classList.remove("pointing");
    });
  }

  function place(x, y) {
    const gap = 18;
    const { width, height } = thumbnail.getBoundingClientRect();
    const left = x + gap + width <= innerWidth ? x + gap : x - gap - width;
    thumbnail.style.left = Math.max(4, left) + "px";
    thumbnail.style.top = Math.max(4, Math.min(y - height / 2, innerHeight - height - 4)) + "px";
  }
  addEventListener("scroll", () => { thumbnail.hidden = true; }, { passive: true });
  addEventListener("keydown", ({ key }) => { if (key === "Escape") thumbnail.hidden = true; });
  addEventListener("resize", () => { for (const { area } of drawn.values()) letScroll(area.parentElement); });

  const figures = document.querySelectorAll("figure.plot");
  if (typeof Plotly !== "undefined") {
    const near = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        draw(target);
      }
    }, { rootMargin: "800px" });
    for (const figure of figures) near.observe(figure);
  }

  prefersDark.addEventListener("change", recolor);
  const scheme = document.getElementById("scheme");
  const nameScheme = () => { scheme.textContent = isDark() ? "Light colours" : "Dark colours"; };
  scheme.addEventListener("click", () => {
    root.dataset.scheme = isDark() ? "light" : "dark";
    nameScheme();
    recolor();
  });
  prefersDark.addEventListener("change", nameScheme);
  nameScheme();

  const code = document.getElementById("code");
  if (code) {
    const cells = [...document.querySelectorAll("details.code")];
    code.addEventListener("click", () => {
      const open = cells.some((cell) => !cell.open);
      for (const cell of cells) cell.open = open;
      code.textContent = open ? "Hide all code" : "Show all code";
    });
  }
  document.getElementById("controls").hidden = false;
})();
`;
