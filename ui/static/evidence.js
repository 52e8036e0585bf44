// Runs once in the field of the evidence (`element`, `trigger` come from Gradio): a card's button asks the server for
// the whole article; one that is there already is only shown again.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button.bl-open");
  if (!button) return;
  const { source, start, end } = button.dataset;
  const shown = document.querySelector("dialog.bl-article");
  if (shown?.dataset.key === `${source}:${start}:${end}`) window.belegtArticle(shown);
  else trigger("select", { source, start: Number(start), end: Number(end) });
});
