// Keeps the list of ideas on phones and the counts on the big screen up to date. Without it, forms
// and reloading do the same. Nothing is announced that the person didn't do.
"use strict";

const ROOM_MS = 5000;
const SCREEN_MS = 4000;
const SPREAD_MS = 2500;

const room = document.querySelector("[data-room]");
const screen = document.querySelector("[data-screen]");

function put(html) {
  const key = document.activeElement?.dataset?.key;
  room.innerHTML = html;
  if (!key) return;
  const same = room.querySelector(`[data-key="${key}"]`);
  const other = room.querySelector(`[data-key="${key.replace(/^(less|more)/, (w) => (w === "less" ? "more" : "less"))}"]`);
  (same && !same.disabled ? same : other)?.focus({ preventScroll: true });
}

async function refreshRoom() {
  const address = new URL(room.dataset.room);
  address.searchParams.set("part", "list");
  address.searchParams.set("version", room.querySelector("#ideas")?.dataset.version ?? "");
  const answer = await fetch(address);
  if (answer.status === 200) put(await answer.text());
}

async function give(event) {
  const form = event.target.closest("[data-points]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form));
  fields.set(event.submitter.name, event.submitter.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { "x-part": "list" } });
    if (!answer.ok && answer.status !== 409 && answer.status !== 429) throw new Error(answer.status);
    put(await answer.text());
    document.querySelector("[data-said]").textContent = room.querySelector("#points-left strong")?.textContent ?? "";
  } catch {
    location.reload();
  }
}

async function refreshScreen() {
  const answer = await fetch(screen.dataset.screen);
  if (answer.status !== 200) return;
  const text = await answer.text();
  if (text !== screen.dataset.shown) screen.innerHTML = text;
  screen.dataset.shown = text;
}

function again(step, everyMs) {
  setTimeout(async () => {
    if (!document.hidden) await step().catch(() => {});
    again(step, everyMs);
  }, everyMs + Math.random() * SPREAD_MS);
}

if (room) {
  room.addEventListener("submit", give);
  again(refreshRoom, ROOM_MS);
}
if (screen) again(refreshScreen, SCREEN_MS);
