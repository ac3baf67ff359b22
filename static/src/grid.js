// A grid of many decisions: count what is ticked in its button, tick all at once, and take pasted tables to their box.
// Without this script the button says it in words, a link ticks all, and tables are pasted into their box by hand.

const form = document.querySelector("[data-counted]");

function count() {
  const ticked = form.querySelectorAll("input[name=row]:checked").length;
  const button = form.querySelector("[data-count]");
  if (!button) return;
  button.textContent = ticked === 1 ? form.dataset.countedOne : form.dataset.counted.replace("#", ticked || "no");
}

if (form) {
  form.addEventListener("change", count);
  form.querySelector("[data-tick-all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of form.querySelectorAll("input[name=row]")) box.checked = true;
    count();
    document.querySelector("#announce").textContent = form.querySelector("[data-count]").textContent;
  });
  count();
}

// Cells copied from a spreadsheet are lines of texts with tabs between them: one cell cannot hold them.
document.querySelector(".register-grid")?.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const box = document.querySelector("#fill-rows");
  if (!box || !/\t/.test(text) || !/\n./.test(text)) return;
  event.preventDefault();
  document.querySelector("#table").open = true;
  box.value = box.value ? `${box.value.trimEnd()}\n${text}` : text;
  box.focus();
  document.querySelector("#announce").textContent = "The table is in the box for tables. Press Add the rows of the table.";
});
