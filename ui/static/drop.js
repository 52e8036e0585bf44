// Runs once in the field for files (`element`, `trigger` come from Gradio): files that were chosen here or dropped
// on the page go to the server one after the other, then one event tells their names and places. What is too big is
// not sent; the server says why.
const field = () => element.querySelector(".bl-drop");

const limitOf = (name) => {
  const { bundles, bundleLimit, limit } = field().dataset;
  return Number(bundles.split(" ").some((ending) => name.toLowerCase().endsWith(ending)) ? bundleLimit : limit);
};

const send = async (file) => {
  const entry = { name: file.name, size: file.size, path: "" };
  if (file.size > limitOf(file.name)) return entry;
  try {
    const form = new FormData();
    form.append("files", file);
    const answer = await fetch("gradio_api/upload", { method: "POST", body: form });
    if (answer.ok) entry.path = (await answer.json())[0] ?? "";
  } catch { /* the server reports what did not arrive */ }
  return entry;
};

const take = async (files) => {
  if (!files.length || field().classList.contains("is-busy")) return;
  field().classList.add("is-busy");
  const entries = [];
  for (const file of files) entries.push(await send(file));
  field().classList.remove("is-busy");
  trigger("upload", { files: entries });
};

element.addEventListener("change", async (event) => {
  if (event.target.type !== "file") return;
  const files = [...event.target.files];
  await take(files);
  event.target.value = "";
});
element.addEventListener("belegt-files", (event) => take(event.detail));
