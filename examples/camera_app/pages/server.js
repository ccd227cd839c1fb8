// Asks the program behind this page. Paths are relative: they begin with the page's own secret.

const SILENT = "The program does not answer. Start it again, and open the address that it prints.";

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error(SILENT);
  }
  const said = await answer.json().catch(() => ({ error: SILENT }));
  if (!answer.ok) throw new Error(said.error);
  return said;
}

export const state = () => ask("state");
export const report = (name) => ask(`pictures/${name}/report`);
export const sign = (frame) =>
  ask("pictures", { method: "POST", body: frame, headers: { "Content-Type": frame.type } });
export const fetchTimeStamps = () => ask("time-stamps", { method: "POST" });
export const address = (name) => `pictures/${name}`;
