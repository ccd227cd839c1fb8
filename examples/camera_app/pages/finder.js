// The viewfinder: opens a camera of the browser, and encodes what it shows.

const QUALITY = 0.92;
const REASONS = {
  NotAllowedError: "The browser may not use the camera. Allow it beside the address, and load this page again.",
  NotFoundError: "There is no camera on this machine.",
  NotReadableError: "Another program uses the camera.",
};

const finder = document.querySelector(".finder");
const view = document.querySelector("#view");
const shutter = document.querySelector("#shutter");
const turn = document.querySelector("#turn");
const trouble = document.querySelector("#trouble");
let facing = "environment";

export async function open() {
  for (const track of view.srcObject?.getTracks() ?? []) track.stop();
  shutter.disabled = true;
  try {
    const video = { facingMode: facing, width: { ideal: 1920 }, height: { ideal: 1080 } };
    view.srcObject = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    await view.play();
    const devices = await navigator.mediaDevices.enumerateDevices();
    turn.hidden = devices.filter((device) => device.kind === "videoinput").length < 2;
    shutter.disabled = false;
    trouble.hidden = true;
  } catch (error) {
    trouble.textContent = REASONS[error.name] ?? `The camera cannot be used: ${error.message}`;
    trouble.hidden = false;
  }
}

// Drawing the frame anew leaves nothing in the file but its pixels: no place, no serial number.
export function take() {
  const canvas = document.createElement("canvas");
  canvas.width = view.videoWidth;
  canvas.height = view.videoHeight;
  canvas.getContext("2d").drawImage(view, 0, 0);
  finder.classList.add("shooting");
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}

view.addEventListener("animationend", () => finder.classList.remove("shooting"));
turn.addEventListener("click", () => {
  facing = facing === "environment" ? "user" : "environment";
  open();
});
