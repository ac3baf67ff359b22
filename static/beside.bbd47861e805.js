// What the register says beside a question: known organisations, and what the Compact's checks find.

// Takes over a known organisation at a box without sending the form. Without this file the button sends it, and the
// register fills in the same.

document.querySelector("#draft-form")?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name^='take-']");
  if (!button) return;
  event.preventDefault();
  const box = button.name.slice("take-".length);
  const [name, numbers] = ["name", "identifiers"].map((end) => document.getElementById(`${box}-${end}`));
  const others = numbers.value.split("\n").filter((number) => number.trim() && number.trim() !== button.value);
  name.value = button.dataset.name;
  numbers.value = [button.value, ...others].join("\n");
  name.focus(); // the button goes with what is asked for next
  for (const field of [numbers, name]) field.dispatchEvent(new Event("input", { bubbles: true }));
});

// The panel comes with the notes for the questions; each goes to its own, and those that no longer hold go.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const notes = detail.elt.id === "compact-panel" && detail.elt.querySelector("#notes");
  if (!notes) return;
  for (const place of document.querySelectorAll("#draft-form [data-note]")) {
    const said = notes.querySelector(`[data-at="${place.dataset.note}"]`);
    if (place.textContent.trim() !== (said?.textContent.trim() ?? "")) place.replaceChildren(...(said?.cloneNode(true).childNodes ?? []));
  }
});
