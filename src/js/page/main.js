// The page: reads the form, starts and stops the search, and shows the result.

import { Problem, readForm } from "./delivery.js";
import { show } from "./result.js";

const byId = (id) => document.getElementById(id);
const [form, status, stop, section] = ["form", "status", "stop", "result"].map(byId);
const module = byId("module").textContent.trim();
const script = URL.createObjectURL(new Blob([byId("worker").textContent], { type: "text/javascript" }));

let worker;

function end(text) {
  worker?.terminate();
  worker = undefined;
  stop.disabled = true;
  status.textContent = text;
}

async function search() {
  end("");
  section.hidden = true;
  let read;
  try {
    read = await readForm(form);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return end(error.message);
  }
  const { said, ...delivery } = read;
  stop.disabled = false;
  status.textContent = `${said} Searching…`;
  worker = new Worker(script);
  worker.onmessage = ({ data: { searched, diagnosis, problem } }) => {
    if (searched)
      status.textContent = `Searching: ${searched.macs} MACs, ${Math.round(searched.bytes / 1e6)} MB so far.`;
    if (problem) end(problem);
    if (!diagnosis) return;
    end("Done.");
    show(section, diagnosis, said);
  };
  worker.onerror = () => end("The search could not start in this browser.");
  worker.postMessage({ module, ...delivery });
}

/** Shows only the fields of the chosen provider. */
function choose() {
  for (const fields of form.querySelectorAll("[data-for]"))
    fields.hidden = fields.dataset.for !== form.elements.provider.value;
}

form.elements.provider.addEventListener("change", choose);
choose();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
stop.addEventListener("click", () => {
  end("Stopped before a cause was proven.");
  form.elements.find.focus();
});

// A dropped file keeps its exact bytes.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length === 0) return;
  form.elements.requestFile.files = event.dataTransfer.files;
  status.textContent = `The request is the file ${event.dataTransfer.files[0].name}.`;
});
