// Runs once in a part of the page that the server draws (`element`, `trigger` come from Gradio): every button says in
// its data what it wants; what can't be undone is asked for once more, a
// reason is asked for where one is wanted, and what is ticked goes along.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  const { act, value, confirm: question, prompt: wanted } = button.dataset;
  if (question && !window.confirm(question)) return;
  const said = wanted ? window.prompt(wanted) : "";
  if (said === null) return;
  const chosen = [...element.querySelectorAll("input:checked")].map((box) => box.value);
  trigger("select", { act, value, said, chosen });
});
