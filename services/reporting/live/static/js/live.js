// Keeps the live page moving: follows the stream, redraws figures, says so when it can't.
// Without this script the page is complete, but stands still.

const STALE_MS = 14_000;
const SPEAK_MS = 60_000;
const RETRY_FIRST_MS = 3_000;
const RETRY_LAST_MS = 30_000;
const BIN_SECONDS = 900;
const BINS_SHOWN_MAX = 64;

const page = document.getElementById("live");
const text = page.dataset;
const language = document.documentElement.lang;
const by = (id) => document.getElementById(id);
const number = new Intl.NumberFormat(language);
const time = (parts) => new Intl.DateTimeFormat(language, { timeZone: text.zone, hourCycle: "h23", ...parts });
const clock = time({ hour: "2-digit", minute: "2-digit" });
const clockWithSeconds = time({ hour: "2-digit", minute: "2-digit", second: "2-digit" });

let source = null;
let retryMs = RETRY_FIRST_MS;
let retryTimer = 0;
let paused = false;
let heardAt = performance.now();
let spokenAt = 0;
let spokenState = "";
let degraded = false;
let shown = JSON.parse(text.snapshot);
let plot = null;

// ---- figures

function put(id, value) {
  const element = by(id);
  const words = value === null ? "–" : number.format(value);
  if (element === null || element.textContent === words) return;
  element.textContent = words;
  const tile = element.closest(".tile");
  if (tile && element.classList.contains("tile-value")) {
    tile.classList.add("moved");
    setTimeout(() => tile.classList.remove("moved"), 900);
  }
}

function showSessions(sessions) {
  for (const session of sessions) {
    const line = page.querySelector(`[data-session="${session.id}"]`);
    if (line === null || typeof session.visits !== "number") continue;
    const bar = line.querySelector("progress");
    const dropIn = line.dataset.dropIn === "yes" || bar === null;
    const visits = number.format(session.visits);
    const registered = number.format(session.registered);
    line.querySelector('[data-part="shown"]').textContent = dropIn
      ? visits
      : text.textOf.replace("{visits}", visits).replace("{registered}", registered);
    if (bar === null) continue;
    if (!dropIn) {
      line.querySelector('[data-part="registered"]').textContent = registered;
      bar.max = Math.max(session.registered, 1);
    } else if (session.visits > bar.max) {
      widenBars(session.visits);
    }
    bar.value = Math.min(session.visits, bar.max);
  }
}

// Stations without booking share one scale, so that their bars compare.
function widenBars(most) {
  for (const bar of page.querySelectorAll('[data-drop-in="yes"] progress')) bar.max = most;
}

function showArrivals(arrivals, came) {
  by("no-arrivals").hidden = arrivals.length > 0;
  put("arrivals-sum", came);
  by("arrivals").replaceChildren(
    ...arrivals.map((bin) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      const isolated = document.createElement("bdi");
      isolated.textContent = clock.format(new Date(bin.from));
      head.append(isolated);
      const cell = document.createElement("td");
      cell.className = "amount";
      cell.textContent = number.format(bin.count);
      row.append(head, cell);
      return row;
    }),
  );
  draw(arrivals);
}

function show(figures) {
  const before = by("before");
  if (before && figures.came > 0) before.remove();
  shown = figures;
  put("in-house", figures.in_house);
  put("came", figures.came);
  put("expected", figures.registered - (figures.came - figures.walk_ins));
  put("registered", figures.registered);
  put("walk-ins", figures.walk_ins);
  put("waitlisted", figures.waitlisted);
  showSessions(figures.sessions);
  showArrivals(figures.arrivals, figures.came);
  speak();
}

// A screen reader hears the figures once a minute at most; changes of state at once.
function speak() {
  const now = performance.now();
  if (now - spokenAt < SPEAK_MS) return;
  spokenAt = now;
  const inHouse = shown.in_house === null ? "–" : number.format(shown.in_house);
  by("spoken").textContent = text.textSpoken.replace("{in_house}", inHouse).replace("{came}", number.format(shown.came));
}

// ---- chart

function bins(arrivals) {
  if (arrivals.length === 0) return [[], []];
  const quarter = (instant) => Math.floor(Date.parse(instant) / 1000 / BIN_SECONDS) * BIN_SECONDS;
  const counts = new Map(arrivals.map((bin) => [quarter(bin.from), bin.count]));
  const known = [...counts.keys()];
  const starts = quarter(text.starts);
  const until = Math.max(Math.min(quarter(shown.as_of), quarter(text.ends)), ...known);
  let from = Math.min(starts, ...known);
  from = Math.max(from, until - (BINS_SHOWN_MAX - 1) * BIN_SECONDS);
  const at = [];
  for (let second = from; second <= until; second += BIN_SECONDS) at.push(second);
  return [at, at.map((second) => counts.get(second) ?? 0)];
}

const colour = (name) => {
  const probe = document.createElement("span");
  probe.className = "visually-hidden";
  probe.style.color = `var(${name})`;
  page.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
};

function options(width) {
  const ink = colour("--ink-soft");
  const line = colour("--line");
  const accent = colour("--brand");
  const font = `14px ${getComputedStyle(document.body).fontFamily}`;
  return {
    width,
    height: by("chart").clientHeight || 272,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: (_, low, high) => [low - BIN_SECONDS * 0.7, Math.max(high, low + BIN_SECONDS * 3) + BIN_SECONDS * 0.7] },
      y: { range: (_, low, high) => [0, Math.max(4, high * 1.08)] },
    },
    axes: [
      {
        stroke: ink, font, size: 32, grid: { show: false }, ticks: { show: false }, space: 58,
        incrs: [900, 1800, 3600, 7200, 14400, 28800, 86400],
        values: (_, splits) => splits.map((second) => clock.format(new Date(second * 1000))),
      },
      {
        stroke: ink, font, size: 44, ticks: { show: false }, border: { show: false }, grid: { stroke: line, width: 1 }, space: 40,
        incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000],
        values: (_, splits) => splits.map((value) => number.format(value)),
      },
    ],
    series: [{}, { fill: accent, stroke: accent, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.72, 46], radius: 0.16 }) }],
  };
}

function draw(arrivals, anew = false) {
  const box = by("chart");
  const data = bins(arrivals);
  box.hidden = data[0].length === 0;
  if (box.hidden || typeof uPlot === "undefined") return;
  if (plot !== null && !anew) return plot.setData(data);
  plot?.destroy();
  plot = new uPlot(options(box.clientWidth), data, box);
}

// ---- state of the connection

function state(name) {
  const words = { live: text.textLive, paused: text.textPaused, stale: text.textStale, connecting: text.textConnecting, old: text.textOld }[name];
  const badge = by("freshness");
  badge.className = { live: "badge success live", paused: "badge", stale: "badge danger", connecting: "badge", old: "badge warning" }[name];
  by("freshness-text").textContent = words;
  by("stale").hidden = name !== "stale";
  by("degraded").hidden = !(degraded && name !== "stale");
  page.classList.toggle("stale", name === "stale" || name === "old");
  if (spokenState !== name && (name === "stale" || spokenState === "stale")) {
    by("spoken").textContent = `${words} ${by("as-of").textContent}`;
  }
  spokenState = name;
}

function heard({ as_of: asOf, degraded: old }) {
  heardAt = performance.now();
  retryMs = RETRY_FIRST_MS;
  degraded = old;
  if (asOf) {
    const element = by("as-of");
    if (Date.parse(asOf) >= Date.parse(element.dateTime)) {
      element.dateTime = asOf;
      element.textContent = clockWithSeconds.format(new Date(asOf));
    }
  }
  state(degraded ? "old" : "live");
}

function connect() {
  clearTimeout(retryTimer);
  source?.close();
  source = new EventSource(text.stream);
  source.addEventListener("attendance", (event) => {
    const figures = JSON.parse(event.data);
    show(figures);
    heard(figures);
  });
  source.addEventListener("freshness", (event) => heard(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    if (paused || source.readyState !== EventSource.CLOSED) return;
    state("stale");
    retryTimer = setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, RETRY_LAST_MS);
  });
}

setInterval(() => {
  if (!paused && performance.now() - heardAt > STALE_MS) state("stale");
}, 1_000);

by("pause").addEventListener("click", () => {
  paused = !paused;
  by("pause").textContent = paused ? text.textResume : text.textPause;
  if (!paused) {
    heardAt = performance.now();
    state("connecting");
    return connect();
  }
  clearTimeout(retryTimer);
  source?.close();
  state("paused");
});

// ---- start

by("pause").hidden = false;
by("reload").hidden = true;
by("arrivals-details").open = false;
const start = () => {
  draw(shown.arrivals, true);
  new ResizeObserver(() => plot?.setSize({ width: by("chart").clientWidth, height: by("chart").clientHeight })).observe(by("chart"));
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", () => draw(shown.arrivals, true));
  }
  document.fonts?.ready.then(() => draw(shown.arrivals, true));
  spokenAt = performance.now();
  connect();
};
start();
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && !paused && connect());
