// Passkeys: asks the browser for one, or to make one, and puts what it answers into the form.
// Without script, or where a browser knows no passkeys, the form stays hidden.

const FAILED = "The browser did not use a passkey. Try again, or choose another way.";

function bytes(text) {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
}

function text(buffer) {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
  return btoa(characters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function known(credentials = []) {
  return credentials.map((credential) => ({ ...credential, id: bytes(credential.id) }));
}

async function made(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
    // So that it signs in by itself, without a password before it.
    authenticatorSelection: {
      ...options.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
  };
  const credential = await navigator.credentials.create({ publicKey });
  return answer(credential, {
    attestationObject: text(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

async function used(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: known(options.allowCredentials),
  };
  const credential = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = credential.response;
  return answer(credential, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

function answer(credential, response) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { ...response, clientDataJSON: text(credential.response.clientDataJSON) },
  };
}

async function optionsOf(place, form) {
  if (place.dataset.options) {
    return JSON.parse(place.dataset.options).publicKey;
  }
  const fetched = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await fetched.json()).request_options.publicKey;
}

function start(place) {
  const form = place.closest("form") ?? place.querySelector("form");
  const words = place.querySelector("[data-passkey-words]");
  place.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    words.textContent = "";
    try {
      const options = await optionsOf(place, form);
      const credential = await (place.dataset.passkey === "create" ? made : used)(options);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      words.textContent = FAILED;
    }
  });
}

if (window.PublicKeyCredential) {
  for (const place of document.querySelectorAll("[data-passkey]")) {
    start(place);
  }
}
