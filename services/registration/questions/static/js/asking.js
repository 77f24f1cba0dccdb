// Shows a question only when it is asked: because of an earlier answer or a chosen session. Without
// it all questions are there and say when they matter. What is hidden keeps its answer; the server
// leaves out what isn't asked.
"use strict";

function chosen(form, name) {
  const found = [...form.elements].filter((each) => each.name === name);
  if (found.length === 0) return null;
  return found
    .filter((each) => (each.type === "checkbox" || each.type === "radio" ? each.checked : each.value))
    .filter((each) => !each.closest("[data-asked][hidden]"))
    .map((each) => each.value.trim());
}

function isAsked(form, question) {
  const { whenName, whenValue, sessionName, sessionValue } = question.dataset;
  if (sessionName) {
    const sessions = chosen(form, sessionName);
    if (sessions !== null && !sessions.includes(sessionValue)) return false;
  }
  if (!whenName) return true;
  return (chosen(form, whenName) ?? []).includes(whenValue);
}

function show(form) {
  for (const question of form.querySelectorAll("[data-asked]")) {
    question.hidden = !isAsked(form, question);
  }
}

for (const form of document.querySelectorAll("form[data-asking]")) {
  for (const hint of form.querySelectorAll("[data-only-if]")) hint.hidden = true;
  form.addEventListener("change", () => show(form));
  show(form);
}
