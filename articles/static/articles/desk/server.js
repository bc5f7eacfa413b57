// Asking the desk's own addresses for JSON. A refusal is an error whose message is for people.

export class Refusal extends Error {
  constructor(message, status, data) {
    super(message);
    this.status = status;
    this.data = data;
  }
}

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";

// The answer's JSON. With `body` (FormData or URLSearchParams) it is a POST. Throws a Refusal: status 0
// where nothing answered, 401 where the session is over, else the answer's own status and its `message`.
export async function ask(address, { body = null, signal = null, keepalive = false } = {}) {
  const options = { headers: { Accept: "application/json" }, signal, keepalive, redirect: "manual" };
  if (body) Object.assign(options, { method: "POST", body, headers: { ...options.headers, "X-CSRFToken": token() } });
  let answer;
  try {
    answer = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(navigator.onLine ? gettext("The server does not answer.") : gettext("This device is offline."), 0);
  }
  if (answer.type === "opaqueredirect") throw new Refusal(gettext("You are signed out. Sign in again in another tab, then go on here."), 401);
  const data = await answer.json().catch((error) => {
    if (error.name === "AbortError") throw error;
    return null; // a page of something in between, or half an answer
  });
  if (!answer.ok) throw new Refusal(data?.message || gettext("The server could not do that."), answer.status, data ?? {});
  if (!data) throw new Refusal(gettext("The server does not answer."), 0);
  return data;
}

// Sends a file and tells how much of it has left (0 to 1): `ask` cannot. The same answer, the same refusals.
export function send(address, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => { if (total) onProgress(loaded / total); });
    request.addEventListener("error", () => reject(new Refusal(gettext("The server does not answer."), 0)));
    request.addEventListener("load", () => {
      const { response, status } = request;
      if (status < 400 && response) resolve(response);
      // A session that is over leads to a page in which one signs in.
      else if (status < 400) reject(new Refusal(gettext("You are signed out. Sign in again in another tab, then go on here."), 401));
      else reject(new Refusal(response?.message || gettext("The server could not do that."), status, response));
    });
    request.send(body);
  });
}
