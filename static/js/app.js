// Small behaviours by data- attributes. Every page works without them.
"use strict";

const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

// A form sent twice by impatience is sent once.
function once(form) {
  form.addEventListener("submit", () => {
    setTimeout(() => each(form, "button", (button) => { button.disabled = true; }));
  });
}

// Suggestions of communes as one types.
function complete(input) {
  let last = "";
  input.addEventListener("input", async () => {
    const typed = input.value.trim();
    if (typed.length < 2 || typed === last) return;
    last = typed;
    const answer = await fetch(`${input.dataset.complete}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok || input.value.trim() !== typed) return;
    const { suggestions } = await answer.json();
    input.list.replaceChildren(...suggestions.map((text) => new Option(text)));
  });
}

// Long texts are kept on the server while one writes, and offered again when the page is next opened.
const drafts = () => document.querySelector("[data-drafts]")?.dataset;

function keepDraft(area) {
  let timer;
  const form = area.form;
  const send = () => {
    const body = new FormData();
    const { drafts: url, person } = drafts();
    Object.entries({ page: location.pathname, name: area.name, person: person || "", text: area.value })
      .forEach(([name, value]) => body.set(name, value));
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fetch(url, { method: "POST", body, keepalive: body.get("text").length < 30000 }).catch(() => {});
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(send, 1500);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    const field = document.createElement("input");
    field.type = "hidden";
    [field.name, field.value] = ["draft", area.name];
    form.append(field);
  });
}

function offerDraft(area, text) {
  const { draftFound, draftUse, draftForget } = drafts();
  const line = document.createElement("p");
  line.className = "hint";
  const say = (words, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = words;
    button.addEventListener("click", () => {
      act();
      area.dispatchEvent(new Event("input"));
      line.remove();
      area.focus();
    });
    line.replaceChildren(`${draftFound} `, button);
  };
  const before = area.value;
  if (before) {
    say(draftUse, () => { area.value = text; });
  } else {
    area.value = text;
    say(draftForget, () => { area.value = before; });
  }
  area.before(line);
}

async function restoreDrafts(areas) {
  const answer = await fetch(`${drafts().drafts}?page=${encodeURIComponent(location.pathname)}`);
  if (!answer.ok) return;
  const found = (await answer.json()).drafts;
  areas.filter((area) => found[area.name] && found[area.name] !== area.value)
    .forEach((area) => offerDraft(area, found[area.name]));
}

function writeSafely(root) {
  const areas = [...root.querySelectorAll("form[method=post] textarea[name]")];
  if (!areas.length || !drafts()) return;
  areas.forEach(keepDraft);
  restoreDrafts(areas);
}

function enhance(root) {
  each(root, "form[data-once]", once);
  each(root, "input[data-complete]", complete);
  writeSafely(root);
  each(root, "[data-focus]", (summary) => summary.focus());
}

document.addEventListener("DOMContentLoaded", () => enhance(document));
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) enhance(event.target); });
window.addEventListener("pageshow", (event) => {
  if (event.persisted) each(document, "form[data-once] button", (button) => { button.disabled = false; });
});
