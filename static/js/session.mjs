// Warns before an idle session ends and lets people stay. The clock starts again whenever this
// browser hears from the server, in any tab. However busy they are, a session ends for good some
// hours after they signed in: they are warned of that once, and cannot put it off.

const LAST = "csplan-last-contact";
const WARNING = 5 * 60 * 1000;
// The server moves the end of a session on at most once a minute.
const GRANULARITY = 60 * 1000;
const EVERY = 5 * 1000;
let ownLast = Date.now();

export function noteContact() {
  ownLast = Date.now();
  try {
    localStorage.setItem(LAST, String(ownLast));
  } catch {
    // Without storage each tab counts for itself.
  }
}

function lastContact() {
  try {
    return Math.max(ownLast, Number(localStorage.getItem(LAST)) || 0);
  } catch {
    return ownLast;
  }
}

export function csrfToken() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

function inMinutes(left) {
  const minutes = Math.max(1, Math.round(left / 60000));
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

class Warning {
  constructor(dialog) {
    this.dialog = dialog;
    this.lasts = Number(dialog.dataset.sessionSeconds) * 1000 - GRANULARITY;
    this.warning = Math.min(WARNING, this.lasts / 2);
    this.endsAt = Date.now() + Number(dialog.dataset.sessionLeft) * 1000;
    this.isOfEnd = false;
    this.knowsOfEnd = false;
    this.title = dialog.querySelector("[data-session-title]");
    this.words = dialog.querySelector("[data-session-words]");
    this.button = dialog.querySelector("[data-session-stay]");
    this.link = dialog.querySelector("[data-session-sign-in]");
    const here = window.location.pathname + window.location.search;
    this.link.href = `${dialog.dataset.signInUrl}?next=${encodeURIComponent(here)}`;
    this.button.addEventListener("click", () => this.stay());
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.stay();
    });
    document.addEventListener("visibilitychange", () => this.look());
    window.setInterval(() => this.look(), EVERY);
  }

  look() {
    const left = lastContact() + this.lasts - Date.now();
    const untilEnd = this.endsAt - Date.now();
    if (untilEnd <= 0) {
      this.end();
    } else if (untilEnd <= this.warning && !this.knowsOfEnd && untilEnd <= left) {
      this.warnOfEnd(untilEnd);
    } else if (left > this.warning) {
      this.close();
    } else if (left > 0) {
      this.warn(left);
    } else {
      this.end();
    }
  }

  warn(left) {
    this.isOfEnd = false;
    this.say(
      "You will be signed out soon",
      `You have not used csplan for a while. To keep your work safe we will sign you out in ${inMinutes(left)}.`,
      true,
    );
  }

  warnOfEnd(left) {
    this.isOfEnd = true;
    this.say(
      "You will be signed out soon",
      `You have been signed in for a long time. To keep your work safe we will sign you out in ${inMinutes(left)}. Save what you are doing now, then sign in again.`,
      true,
    );
  }

  end() {
    const kept = document.querySelector("form[data-draft]")
      ? "What you typed on this page is kept. Sign in again to carry on with it."
      : "Sign in again to carry on.";
    this.say("You have been signed out", kept, false);
  }

  // Written only when it changes, or a screen reader would say it again every few seconds.
  say(title, words, isStill) {
    if (this.words.textContent === words && this.dialog.open) {
      return;
    }
    this.title.textContent = title;
    this.words.textContent = words;
    this.button.hidden = !isStill;
    this.button.textContent = this.isOfEnd ? "Go on for now" : "Stay signed in";
    this.link.hidden = isStill;
    if (!this.dialog.open) {
      document.dispatchEvent(new Event("csplan:keep-drafts"));
      this.dialog.showModal();
    }
    (isStill ? this.button : this.link).focus();
  }

  close() {
    if (this.dialog.open) {
      this.dialog.close();
    }
  }

  async stay() {
    if (this.button.hidden) {
      return;
    }
    if (this.isOfEnd) {
      this.knowsOfEnd = true;
      this.close();
      return;
    }
    try {
      const answer = await fetch(this.dialog.dataset.stayUrl, {
        method: "POST",
        headers: { "X-CSRFToken": csrfToken() },
        redirect: "manual",
      });
      if (answer.ok) {
        noteContact();
        this.close();
      } else {
        this.end();
      }
    } catch {
      this.words.textContent = "There is no connection. Try again in a moment.";
    }
  }
}

export function startSession() {
  const dialog = document.querySelector("dialog[data-session-seconds]");
  if (dialog && typeof dialog.showModal === "function") {
    noteContact();
    new Warning(dialog);
  }
}
