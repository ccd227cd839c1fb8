// The pictures in the folder, the newest first; each is judged when it comes into view.

import { address, report } from "./server.js";

const list = document.querySelector("#pictures");
const older = document.querySelector("#older");
const empty = document.querySelector("#empty");
const watched = new IntersectionObserver(judge);
const entries = new Map(); // by name, and by whether it waits: a time-stamp makes another file of it

export function show({ pictures, older: more }, choose) {
  for (const picture of pictures) {
    const key = `${picture.name} ${picture.waits}`;
    if (!entries.has(key)) entries.set(key, entry(picture, choose));
  }
  list.replaceChildren(...pictures.map(({ name, waits }) => entries.get(`${name} ${waits}`)));
  empty.hidden = pictures.length > 0;
  older.hidden = more === 0;
  older.textContent = `${more} older ones are in the folder.`;
}

export function mark(name) {
  for (const button of list.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.name === name));
  }
}

function entry({ name, waits }, choose) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.name = name;
  button.setAttribute("aria-pressed", "false");
  const image = document.createElement("img");
  image.loading = "lazy";
  image.alt = "";
  image.src = address(name);
  button.append(image, line("verdict", ""), line("", taken(name)));
  if (waits) button.append(line("waits", "waits for its time-stamp"));
  button.addEventListener("click", () => choose(name));
  item.append(button);
  watched.observe(button);
  return item;
}

async function judge(seen) {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    watched.unobserve(target);
    const verdict = target.querySelector(".verdict");
    try {
      verdict.dataset.verdict = verdict.textContent = (await report(target.dataset.name)).verdict;
    } catch {
      verdict.textContent = "not checked";
    }
  }
}

// Names begin with the time in UTC: 20260131-120000-….
function taken(name) {
  const [, year, month, day, hour, minute, second] = name.match(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/);
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return at.toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
}

function line(kind, text) {
  const element = document.createElement("span");
  element.className = kind;
  element.textContent = text;
  return element;
}
