// Joins the parts: a shot is signed, shown with its credentials, and put into the album.

import * as album from "./album.js";
import * as card from "./card.js";
import * as finder from "./finder.js";
import * as queue from "./queue.js";
import * as server from "./server.js";

const POLL_MILLISECONDS = 800;
const shutter = document.querySelector("#shutter");
let chosen = "";
let refreshes = 0;

async function sign(frame) {
  shutter.disabled = true;
  try {
    const signed = await server.sign(frame);
    await choose(signed.name);
  } catch (error) {
    card.fail(frame, error.message, () => sign(frame));
  } finally {
    shutter.disabled = false;
  }
  await refresh().catch((error) => queue.fail(error.message));
}

async function choose(name) {
  chosen = name;
  album.mark(name);
  try {
    const told = await server.report(name);
    if (chosen === name) card.show(told); // another one may have been chosen meanwhile
  } catch (error) {
    card.say(`What this picture's credentials say cannot be shown: ${error.message}`);
  }
  document.querySelector("#card").scrollIntoView({ block: "nearest" });
}

async function refresh() {
  const turn = (refreshes += 1);
  const state = await server.state();
  if (turn !== refreshes) return; // a later answer is under way
  album.show(state, choose);
  album.mark(chosen);
  queue.show(state.time);
}

async function flush() {
  queue.busy(true);
  const watch = setInterval(() => refresh().catch(() => clearInterval(watch)), POLL_MILLISECONDS);
  try {
    await server.fetchTimeStamps();
    await refresh();
    if (chosen) await choose(chosen);
  } catch (error) {
    queue.fail(error.message);
  } finally {
    clearInterval(watch);
    queue.busy(false);
  }
}

shutter.addEventListener("click", async () => sign(await finder.take()));
queue.asked(flush);
finder.open();
refresh().catch((error) => card.say(error.message));
