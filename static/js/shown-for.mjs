// Questions that arise only for some answers: shown and hidden as the answer changes.
// Without script all of them are there, and the server ignores those that do not arise.

export function startShownFor() {
  for (const question of document.querySelectorAll("[data-shown-for]")) {
    const form = question.closest("form");
    const answers = question.dataset.answers.split(" ");
    const show = () => {
      const chosen = form.elements[question.dataset.shownFor];
      question.hidden = !answers.includes(chosen?.value ?? "");
    };
    form.addEventListener("change", show);
    show();
  }
}
