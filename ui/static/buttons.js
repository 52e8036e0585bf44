// Runs once in a part of the page that the server draws (`element`, `trigger` come from Gradio): every button says in
// its data what it wants; what can't be undone is asked for once more, and
// what is ticked goes along.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  const { act, value, confirm: question } = button.dataset;
  if (question && !window.confirm(question)) return;
  const chosen = [...element.querySelectorAll("input:checked")].map((box) => box.value);
  trigger("select", { act, value, chosen });
});
