// Asks before somebody leaves a form with words that were not saved. Without it the browser's own
// way back keeps what was typed.
"use strict";

const form = document.querySelector("form[data-unsaved]");
let before = "";

function content() {
  return new URLSearchParams(new FormData(form)).toString();
}

function ask(event) {
  if (content() !== before) event.preventDefault();
}

if (form) {
  before = content();
  window.addEventListener("beforeunload", ask);
  form.addEventListener("submit", () => window.removeEventListener("beforeunload", ask));
}
