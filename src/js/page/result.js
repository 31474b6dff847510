// Shows a diagnosis. Every text is set as text, so a delivery cannot add an element to the page.

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

const stepText = ({ op, args }) =>
  [op, ...Object.entries(args).map(([name, value]) => `${name} ${JSON.stringify(value)}`)].join(" ");

function finding({ id, confidence, title, detail, proof, remedy }) {
  const shown = element("article");
  shown.append(element("h3", `${confidence}: ${title}`), element("p", detail));
  if (proof?.steps.length > 0) shown.append(element("p", `Shown by: ${proof.steps.map(stepText).join("; then ")}`));
  shown.append(element("p", undefined, element("strong", "Do: "), remedy.text));
  const frameworks = Object.entries(remedy.frameworks);
  if (frameworks.length > 0) {
    const list = frameworks.flatMap(([name, text]) => [element("dt", name), element("dd", text)]);
    shown.append(
      element("details", undefined, element("summary", "In your framework"), element("dl", undefined, ...list)),
    );
  }
  shown.append(element("p", undefined, element("code", id)));
  return shown;
}

/** Tells whether a longer search can help. A proof needs no more. */
function rest({ findings, searched }) {
  if (findings.some(({ confidence }) => confidence === "proven")) return "";
  return searched.complete ? " Everything that is known was tried." : " A longer search may find more.";
}

/** Shows a diagnosis, and moves the focus to its heading. */
export function show(section, diagnosis, said) {
  const { summary, findings, searched } = diagnosis;
  const heading = element("h2", summary);
  heading.tabIndex = -1;
  const much = searched.macs === 0 ? "" : `Searched ${searched.macs} MACs.${rest(diagnosis)}`;
  section.replaceChildren(heading, element("p", said), ...findings.map(finding), element("p", much));
  section.hidden = false;
  heading.focus();
}
