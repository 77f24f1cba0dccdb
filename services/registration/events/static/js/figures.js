// Fills the key figures of an organizer's events from reporting. Where reporting is away the
// figures stay as they were; the live page of an event says from when they are.
"use strict";

const EVERY_MS = 5000;
const FIGURES = ["registered", "came", "in_house"];
const box = document.querySelector("[data-figures-url]");
const number = new Intl.NumberFormat(document.documentElement.lang || "de");

function show(place, value) {
  const text = typeof value === "number" ? number.format(value) : "–";
  if (place && place.textContent !== text) place.textContent = text;
}

async function refresh() {
  const answer = await fetch(box.dataset.figuresUrl, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const found = await answer.json();
  for (const item of found.items) {
    const tiles = document.getElementById(`figures-${item.id}`);
    if (!tiles) continue;
    for (const name of FIGURES) show(tiles.querySelector(`[data-figure="${name}"]`), item[name]);
  }
}

async function follow() {
  if (!document.hidden) await refresh().catch(() => {});
  setTimeout(follow, EVERY_MS);
}

if (box) follow();
