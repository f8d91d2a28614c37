/**
 * Writes the script of linked maps: a box dragged over either map selects its images in both.
 *
 * Runs in the reader's browser, hence text. It asks nothing of the page but the drawing, and finds it by its id: a
 * notebook runs scripts of outputs apart from their place, and may show an output twice.
 */
export function linkedMapsScript(id: string): string {
  return `"use strict";
(() => {
  for (const maps of document.querySelectorAll('[data-linked-maps="${id}"]:not([data-ready])')) {
    maps.dataset.ready = "";
    const svg = maps.querySelector("svg");
    const box = svg.querySelector(".box");
    const count = svg.querySelector(".count");
    const images = [...svg.querySelectorAll(".image")].map((element) => {
      const [leftX, leftY, rightX, rightY] = element.dataset.at.split(" ").map(Number);
      return { element, places: [[leftX, leftY], [rightX, rightY]] };
    });
    let start;
    svg.classList.add("can-select");

    const pointOf = (event) => {
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return [x, y];
    };
    const draw = (x, y, width, height) => {
      for (const [name, value] of Object.entries({ x, y, width, height })) box.setAttribute(name, value);
    };

    svg.addEventListener("pointerdown", (event) => {
      const side = event.target.dataset?.side;
      if (side === undefined || event.button !== 0) return;
      start = { at: pointOf(event), side: Number(side), frame: event.target.getBBox() };
      svg.setPointerCapture(event.pointerId);
      event.preventDefault();
      document.activeElement?.blur?.();
      select(() => false);
    });
    svg.addEventListener("pointermove", (event) => {
      if (!start) return;
      const [x, y] = pointOf(event);
      const { frame } = start;
      const [left, right] = [x, start.at[0]].sort((a, b) => a - b).map((value) => Math.min(Math.max(value, frame.x), frame.x + frame.width));
      const [top, bottom] = [y, start.at[1]].sort((a, b) => a - b).map((value) => Math.min(Math.max(value, frame.y), frame.y + frame.height));
      draw(left, top, right - left, bottom - top);
      select(({ places }) => {
        const [placeX, placeY] = places[start.side];
        return placeX >= left && placeX <= right && placeY >= top && placeY <= bottom;
      });
    });
    for (const name of ["pointerup", "pointercancel"]) {
      svg.addEventListener(name, () => {
        start = undefined;
        draw(0, 0, 0, 0);
      });
    }
    // What is pointed at lies above its neighbours.
    svg.addEventListener("pointerover", (event) => {
      const image = event.target.closest?.(".image");
      if (image && !start && image.nextElementSibling && document.activeElement !== image) image.parentNode.append(image);
    });

    function select(isSelected) {
      const sizes = new Map();
      for (const image of images) {
        const selected = isSelected(image);
        image.element.classList.toggle("selected", selected);
        if (!selected) continue;
        const name = image.element.dataset.class;
        sizes.set(name, (sizes.get(name) ?? 0) + 1);
      }
      const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
      const named = [...sizes].filter(([name]) => name !== "").sort((a, b) => b[1] - a[1]);
      const list = named.slice(0, 6).map(([name, size]) => name + " " + size).join(", ") + (named.length > 6 ? ", …" : "");
      count.textContent = total === 0 ? "" : total + (total === 1 ? " image" : " images") + " selected" + (list === "" ? "" : ": " + list);
      svg.classList.toggle("selecting", total > 0);
    }
  }
})();`;
}
