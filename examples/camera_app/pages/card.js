// One picture with its credentials in words. Words are set as text and never as markup.

import { address } from "./server.js";

const card = document.querySelector("#card");
let unsigned = "";

export function show(told) {
  const page = fresh("#told");
  page.querySelector(".shot").src = address(told.name);
  page.querySelector(".shot").alt = `The picture ${told.name}`;
  page.querySelector(".verdict").textContent = told.verdict;
  page.querySelector(".verdict").dataset.verdict = told.verdict;
  page.querySelector(".headline").textContent = told.headline;
  page.querySelector(".facts").append(...told.facts.flatMap(({ name, text }) => [made("dt", name), made("dd", text)]));
  page.querySelector(".history").append(...told.history.map((text) => made("li", text)));
  page.querySelector(".notes").append(...told.notes.map((text) => made("li", text)));
  page.querySelector(".advice").textContent = told.advice;
  page.querySelector("a").href = address(told.name);
  page.querySelector("a").download = told.name;
  card.replaceChildren(page);
}

export function fail(frame, reason, again) {
  const page = fresh("#failed");
  unsigned = URL.createObjectURL(frame);
  page.querySelector(".shot").src = unsigned;
  page.querySelector(".headline").textContent = reason;
  page.querySelector("button").addEventListener("click", again);
  page.querySelector("a").href = unsigned;
  card.replaceChildren(page);
}

export function say(text) {
  card.replaceChildren(made("p", text));
}

function fresh(template) {
  URL.revokeObjectURL(unsigned);
  return document.querySelector(template).content.cloneNode(true);
}

function made(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
