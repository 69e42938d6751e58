// Says, as one types the words of a date, what csplan reads in them. Without script the same is
// said after pressing Save, before anything is kept.

import { noteContact } from "./session.mjs";

const PAUSE = 300;

class DateReading {
  constructor(box) {
    this.box = box;
    this.answer = document.createElement("p");
    this.answer.className = "govuk-hint app-date-reading";
    this.answer.id = `${box.id}-reading`;
    this.answer.setAttribute("role", "status");
    box.after(this.answer);
    box.addEventListener("input", () => this.later());
    if (box.value.trim()) {
      this.ask();
    }
  }

  later() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.request?.abort();
    const phrase = this.box.value.trim();
    if (!phrase) {
      this.answer.textContent = "";
      return;
    }
    this.request = new AbortController();
    const query = new URLSearchParams({ phrase, year: this.box.dataset.year });
    try {
      const heard = await fetch(`${this.box.dataset.dateReading}?${query}`, {
        headers: { Accept: "application/json" },
        redirect: "error",
        signal: this.request.signal,
      });
      noteContact();
      this.show(heard.ok ? await heard.json() : {});
    } catch (error) {
      // A reading that was overtaken leaves the words of the one before until its own come.
      if (error.name !== "AbortError") {
        this.show({});
      }
    }
  }

  show({ words = "", doubt = "" }) {
    this.answer.textContent = doubt ? `${words} ${doubt} Confirm or correct it below.` : words;
  }
}

export function startDateReadings() {
  for (const box of document.querySelectorAll("[data-date-reading]")) {
    new DateReading(box);
  }
}
