// The questions are asked for anew when one is answered that steers them. What somebody types while the answer is on
// its way must not go with the questions that it was typed in: it is put into the new ones, or carried along unseen.

const typed = new Map();

function named(scope) {
  return [...scope.querySelectorAll("input[name], textarea[name], select[name]")].filter((box) => !["hidden", "file", "submit"].includes(box.type));
}

function said(box) {
  return box.type === "checkbox" || box.type === "radio" ? (box.checked ? box.value : null) : box.value;
}

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  typed.clear();
  if (!detail.target?.matches("#questions, .register-steered") || !detail.shouldSwap) return;
  const sent = detail.requestConfig.formData ?? new FormData();
  for (const box of named(detail.target)) {
    const value = said(box);
    if (box.type === "radio" || box.type === "checkbox") {
      const was = sent.getAll(box.name).includes(box.value);
      if ((value !== null) !== was) typed.set(`${box.name}\n${box.value}`, box);
    } else if ((sent.get(box.name) ?? "").replaceAll("\r\n", "\n") !== value) typed.set(box.name, box);
  }
});

document.body.addEventListener("htmx:afterSwap", () => {
  const questions = document.querySelector("#questions");
  if (!questions) return;
  for (const old of typed.values()) {
    const either = old.type === "radio" || old.type === "checkbox";
    const box = named(questions).find((one) => one.name === old.name && (!either || one.value === old.value));
    if (box && either) box.checked = old.checked;
    else if (box) box.value = old.value;
    else if (said(old)) {
      const unseen = Object.assign(document.createElement("input"), { type: "hidden", name: old.name, value: old.value });
      questions.append(unseen);
    }
  }
  typed.clear();
});

// An answer may be given, or put back by the browser, before htmx listens: what it steers is asked for then.
const STEERING = ["input", "select"].map((box) => `#draft-form [data-hx-trigger=change] ${box}, #draft-form ${box}[data-hx-trigger=change]`);

function differs(box) {
  if (box.tagName === "INPUT") return box.checked !== box.defaultChecked;
  const first = [...box.options].find((one) => one.defaultSelected) ?? box.options[0];
  return box.selectedOptions[0] !== first;
}

document.addEventListener("DOMContentLoaded", () => {
  const early = [...document.querySelectorAll(STEERING)].filter(differs);
  // One that steers all the questions brings those of the rows with it.
  const all = early.find((box) => !box.closest("#questions"));
  for (const box of all ? [all] : early) htmx.trigger(box, "change");
});
