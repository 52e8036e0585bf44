// Loaded in the page's head: language, light or dark, citations that open their card, stray drops.
(() => {
  "use strict";
  const store = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window: forget */ } },
  };

  // Language: the words come from the server, with their language on the page's name.
  let language = "";
  const noteLanguage = () => {
    const found = document.querySelector("[data-lang]")?.dataset.lang;
    if (!found || found === language) return;
    if (language) {
      const url = new URL(location.href);
      url.searchParams.set("lang", found);
      history.replaceState(history.state, "", url);
    }
    language = found;
    document.documentElement.lang = found;
  };

  // Light or dark: what the reader chose last, otherwise what the system says.
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const wantsDark = () => {
    const chosen = store.get("belegt-theme");
    return chosen ? chosen === "dark" : systemDark.matches;
  };
  const paint = () => {
    const dark = wantsDark();
    if (document.body && document.body.classList.contains("dark") !== dark) {
      document.body.classList.toggle("dark", dark);
    }
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  };
  window.belegtTheme = () => {
    store.set("belegt-theme", wantsDark() ? "light" : "dark");
    paint();
  };
  const watchBody = () => {
    paint();
    new MutationObserver(paint).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    new MutationObserver(noteLanguage).observe(document.body, {
      subtree: true, childList: true, attributes: true, attributeFilter: ["data-lang"],
    });
  };
  if (document.body) watchBody(); else document.addEventListener("DOMContentLoaded", watchBody);
  systemDark.addEventListener("change", paint);

  // [1] opens the card and takes the keyboard along.
  const showCard = (number) => {
    const card = document.getElementById(`beleg-${number}`);
    if (!card) return;
    document.querySelectorAll(".bl-card.is-current").forEach((other) => other.classList.remove("is-current"));
    const more = card.querySelector("details");
    if (more) more.open = true;
    card.classList.add("is-current");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    card.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.bl-ref");
    if (!link) return;
    event.preventDefault();
    showCard(link.dataset.card);
  });

  // An article opens over the page at its quote; Escape or the button closes it.
  window.belegtArticle = (dialog) => {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("mark")?.scrollIntoView({ block: "center" });
  };
  const watchArticle = () => {
    let known = null;
    new MutationObserver(() => {
      const dialog = document.querySelector("dialog.bl-article");
      if (dialog && dialog !== known) window.belegtArticle(dialog);
      known = dialog;
    }).observe(document.body, { subtree: true, childList: true });
  };
  if (document.body) watchArticle(); else document.addEventListener("DOMContentLoaded", watchArticle);

  // An answer is copied with its footnotes, as the server wrote it.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-copy]");
    if (!button) return;
    const forms = { "text/plain": button.dataset.copy };
    if (button.dataset.rich) forms["text/html"] = button.dataset.rich;
    const blobs = Object.entries(forms).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    const label = button.textContent;
    if (label === button.dataset.done) return;
    button.style.minWidth = `${button.offsetWidth}px`; // what stands beside it stays where it is
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 1500);
  });

  // A file that the server wrote arrives inside the page; the browser saves it, and no address leads to it.
  const watchDownloads = () => {
    let known = "";
    new MutationObserver(() => {
      const file = document.querySelector(".bl-download");
      if (file && file.dataset.key !== known) {
        const bytes = Uint8Array.from(atob(file.dataset.content), (char) => char.charCodeAt(0));
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([bytes], { type: file.dataset.type }));
        link.download = file.dataset.name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      }
      known = file?.dataset.key ?? known;
    }).observe(document.body, {
      subtree: true, childList: true, attributes: true, attributeFilter: ["data-key"],
    });
  };
  if (document.body) watchDownloads(); else document.addEventListener("DOMContentLoaded", watchDownloads);

  // Files may be dropped anywhere: the archive's field takes them, and never does the browser open one instead.
  const walk = async (entry) => {
    if (entry.name.startsWith(".")) return [];
    if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
    const reader = entry.createReader();
    const files = [];
    for (;;) {
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!some.length) return files;
      for (const child of some) files.push(...(await walk(child)));
    }
  };
  const readDrop = async (transfer) => {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...transfer.files];
    return entries.length ? (await Promise.all(entries.map(walk))).flat() : files;
  };
  const findField = async () => {
    document.querySelector('[role="tab"][aria-controls="bl-archive-tab"]')?.click();
    for (let tries = 0; tries < 120; tries += 1) {
      const field = document.querySelector(".bl-drop");
      if (field?.offsetParent) return field;
      await new Promise(requestAnimationFrame);
    }
    return null;
  };
  const carriesFiles = (event) => event.dataTransfer?.types?.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.querySelector(".bl-drop")?.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.querySelector(".bl-drop")?.classList.remove("is-over");
  });
  document.addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const reading = readDrop(event.dataTransfer);
    const field = await findField();
    field?.classList.remove("is-over");
    field?.dispatchEvent(new CustomEvent("belegt-files", { bubbles: true, detail: await reading }));
  });
})();
