// Shows how far the building of a pack is. Without script the page loads itself again instead.

const EVERY = 1000;
const AT_MOST = 30000;
let wait = EVERY;
const place = document.getElementById("pack-progress");
const bar = place?.querySelector("progress");
const words = place?.querySelector(".app-progress__words");

function show(progress) {
  bar.max = progress.total;
  bar.value = progress.done;
  // Written only when it changes, or a screen reader would say it again every second.
  if (words.textContent !== progress.words) {
    words.textContent = progress.words;
  }
}

async function ask() {
  const answer = await fetch(place.dataset.url, { headers: { Accept: "application/json" } });
  if (answer.redirected || !answer.ok) {
    throw new Error(`The progress is not to be had: ${answer.status}`);
  }
  return answer.json();
}

async function follow() {
  try {
    const progress = await ask();
    if (progress.finished) {
      window.location.reload();
      return;
    }
    show(progress);
    wait = EVERY;
  } catch (error) {
    // The network or the server may be back the next time.
    console.warn(error);
    wait = Math.min(wait * 2, AT_MOST);
  }
  window.setTimeout(follow, wait);
}

if (place && bar && words) {
  follow();
}
