// Questions that arise only for some answers: shown and hidden as the answer changes.
// Without script all of them are there under headings that say when they arise, and the server
// ignores those that do not.

export function startShownFor() {
  for (const question of document.querySelectorAll("[data-shown-for]")) {
    const form = question.closest("form");
    const answers = question.dataset.answers.split(" ");
    const show = () => {
      const chosen = form.elements[question.dataset.shownFor];
      question.hidden = !answers.includes(chosen?.value ?? "");
    };
    for (const heading of question.querySelectorAll("[data-without-script]")) {
      heading.hidden = true;
    }
    form.addEventListener("change", show);
    show();
  }
}
