// Asks the browser for a passkey and puts the answer into the form that asks for it: the form is then sent like any other.
// Forms say with data-passkey whether one is to be made ("create") or used ("get"), and with data-options of what kind.

function fromText(text) {
  const padded = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}

function toText(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// The options as a browser takes them: what is bytes stands as text in the page.
function read(text) {
  const options = JSON.parse(text);
  options.challenge = fromText(options.challenge);
  if (options.user) options.user.id = fromText(options.user.id);
  for (const known of [...(options.allowCredentials ?? []), ...(options.excludeCredentials ?? [])]) known.id = fromText(known.id);
  return options;
}

// The answer as the register takes it.
function written({ id, rawId, type, response }) {
  const said = { clientDataJSON: toText(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = toText(response[part]);
  }
  return JSON.stringify({ id, rawId: toText(rawId), type, response: said });
}

async function ask(kind, text) {
  const publicKey = read(text);
  if (kind === "get") return navigator.credentials.get({ publicKey });
  return navigator.credentials.create({ publicKey });
}

function problemOf(error) {
  if (error.name === "InvalidStateError") return "This device has a passkey for your account already.";
  if (error.name === "NotAllowedError") return "Your device did not give a passkey. Try again.";
  return "This device cannot do that here.";
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const able = Boolean(window.PublicKeyCredential);
  const problem = form.querySelector("[data-passkey-problem]");
  form.hidden = !able;
  for (const instead of document.querySelectorAll("[data-passkey-instead]")) instead.hidden = able;
  let asking = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    problem.textContent = "";
    try {
      form.elements["passkey-answer"].value = written(await ask(form.dataset.passkey, form.dataset.options));
      form.submit();
    } catch (error) {
      problem.textContent = problemOf(error);
    } finally {
      asking = false;
    }
  });
}
