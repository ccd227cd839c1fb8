// What waits for a time-stamp, and whether this machine has a network at all.

const waiting = document.querySelector("#waiting");
const problem = document.querySelector("#problem");
const button = document.querySelector("#flush");
const network = document.querySelector("#network");

export function show(time) {
  button.hidden = !time?.count;
  problem.hidden = !time?.problem;
  if (!time) {
    waiting.textContent = "Pictures are not time-stamped: the program was started without --tsa.";
    return;
  }
  const whom = time.authorities.join(", ");
  const pictures = time.count === 1 ? "1 picture waits" : `${time.count} pictures wait`;
  waiting.textContent = time.count ? `${pictures} for a time-stamp of ${whom}.` : "Nothing waits.";
  problem.textContent = `The last attempt failed: ${time.problem}`;
}

export function busy(is) {
  button.disabled = is;
  button.textContent = is ? "Fetching…" : "Fetch them now";
}

export function fail(reason) {
  problem.hidden = false;
  problem.textContent = reason;
}

function tell() {
  network.textContent = navigator.onLine ? "" : "No network: pictures are signed all the same.";
}

export const asked = (flush) => button.addEventListener("click", flush);
addEventListener("online", tell);
addEventListener("offline", tell);
tell();
