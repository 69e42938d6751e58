// Keeps what is typed in a form as a draft, a moment after the typing stops. Without script the
// form has a button for it, and every other button keeps the words too.

import { noteContact } from "./session.mjs";

const PAUSE = 1500;
const AT_MOST = 10000;
const LONGEST = 30000;
const RETRY = 5000;
const RETRY_AT_MOST = 60000;
const SIGNED_OUT =
  "You have been signed out, so drafts are no longer kept. Save: you will be asked to sign in, and what you typed goes with you.";
const OTHER_SESSION =
  "You have signed in again since you opened this page, so drafts are no longer kept. Save: you will be shown how to carry on.";
const NO_CONNECTION = "No connection. The draft will be kept when it is back.";

function contents(form) {
  return new URLSearchParams(new FormData(form));
}

class Draft {
  constructor(form) {
    this.form = form;
    this.words = form.querySelector("[data-draft-words]");
    this.status = form.querySelector("[data-draft-status]");
    this.kept = contents(form).toString();
    this.retry = RETRY;
    form.querySelector("[data-draft-button]").hidden = true;
    for (const name of ["input", "change"]) {
      form.addEventListener(name, () => this.later());
    }
    // Whoever leaves a box may be about to leave the page.
    form.addEventListener("focusout", () => this.keep());
    form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => this.keep());
    window.addEventListener("pagehide", () => this.keep(true));
    // Coming back by the browser's own button, the page goes on where it was.
    window.addEventListener("pageshow", () => {
      this.isStopped = false;
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.keep(true);
      }
    });
    document.addEventListener("csplan:keep-drafts", () => this.keep());
  }

  later(pause = PAUSE) {
    window.clearTimeout(this.timer);
    this.form.toggleAttribute("data-draft-waits", true);
    this.since ??= Date.now();
    const soon = Math.max(0, Math.min(pause, this.since + AT_MOST - Date.now()));
    this.timer = window.setTimeout(() => this.keep(), pause === PAUSE ? soon : pause);
  }

  stop() {
    this.isStopped = true;
    window.clearTimeout(this.timer);
    this.request?.abort();
  }

  // One at a time: of two on their way together, the older could arrive last and stay. Only whoever
  // leaves cannot wait.
  async keep(isLeaving = false) {
    window.clearTimeout(this.timer);
    if (this.isStopped) {
      return;
    }
    if (this.request && !isLeaving) {
      this.isNext = true;
      return;
    }
    const body = contents(this.form);
    const now = body.toString();
    this.form.toggleAttribute("data-draft-waits", now !== this.kept);
    if (now === this.kept) {
      return;
    }
    this.since = undefined;
    await this.send(body, now, isLeaving);
    if (this.isNext) {
      this.isNext = false;
      this.keep();
    }
  }

  async send(body, now, isLeaving) {
    const request = new AbortController();
    const tooLong = window.setTimeout(() => request.abort("too long"), LONGEST);
    this.request = request;
    try {
      const answer = await fetch(this.form.dataset.draft, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: isLeaving,
        signal: request.signal,
      });
      await this.heard(answer, now);
    } catch {
      if (!this.isStopped) {
        this.say(NO_CONNECTION, "trouble");
        this.later(this.retry);
        this.retry = Math.min(this.retry * 2, RETRY_AT_MOST);
      }
    } finally {
      window.clearTimeout(tooLong);
      if (this.request === request) {
        this.request = undefined;
      }
    }
  }

  async heard(answer, now) {
    if (answer.ok) {
      const { words } = await answer.json();
      this.kept = now;
      this.form.toggleAttribute("data-draft-waits", contents(this.form).toString() !== now);
      this.retry = RETRY;
      noteContact();
      this.say(words, "fine");
    } else if (answer.type === "opaqueredirect") {
      this.stop();
      this.say(SIGNED_OUT, "over");
    } else if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
      this.say(`${(await answer.json()).words}.`, "trouble");
    } else if (answer.status === 403 || answer.status === 404) {
      this.stop();
      this.say(OTHER_SESSION, "over");
    } else {
      throw new Error(`The draft was not kept: ${answer.status}`);
    }
  }

  // Shown each time; said aloud only the first time, and when things go wrong or right again.
  say(words, state) {
    this.words.textContent = words;
    if (state !== this.state) {
      this.state = state;
      this.status.textContent = words;
    }
  }
}

export function startDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (form.querySelector("[data-draft-button]")) {
      new Draft(form);
    }
  }
}
