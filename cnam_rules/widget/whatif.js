// Draws the controls that Python names, tells Python what is moved, and shows what Python says of it.
// No word is written here, and nothing is decided: texts that come from a dossier are set as text, and the
// pages shown are those that the library wrote, in which every name is escaped.

const PAUSE = 120; // milliseconds between two moves of a slider that are sent
let drawn = 0;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// JupyterLab has commands for arrows, Enter and letters: what has the focus here keeps its keys for itself.
function ownKeys(part) {
  for (const each of part.querySelectorAll("input, select, button, summary, [tabindex]")) {
    each.setAttribute("data-lm-suppress-shortcuts", "true");
  }
}

// Each kind of control: its row, and how its value is read and set.
const KINDS = {
  months(control, id) {
    const input = element("input", { type: "range", id, min: 0, max: control.most, step: 1 });
    const told = element("span", { class: "et-si-mois", "aria-hidden": "true" }); // the slider itself says it
    const row = element("div", { class: "et-si-ligne" }, element("label", { for: id }, control.label), told, input);
    const set = (value) => {
      input.value = value;
      told.textContent = control.said[value];
      input.setAttribute("aria-valuetext", control.said[value]);
    };
    return { row, input, get: () => Number(input.value), set };
  },
  check(control, id) {
    const input = element("input", { type: "checkbox", id });
    const row = element("label", { class: "et-si-case", for: id }, input, element("span", {}, control.label));
    return { row, input, get: () => input.checked, set: (value) => { input.checked = value; } };
  },
  choice(control, id) {
    const options = control.options.map(({ name, label }) => element("option", { value: name }, label));
    const input = element("select", { id }, ...options);
    const row = element("div", { class: "et-si-ligne" }, element("label", { for: id }, control.label), input);
    return { row, input, get: () => input.value, set: (value) => { input.value = value; } };
  },
};

function group(said, rows) {
  const note = said.note ? [element("p", { class: "et-si-note" }, said.note)] : [];
  const fields = element("fieldset", {}, element("legend", {}, said.title), ...note, ...rows);
  if (said.open) return fields;
  return element("details", { class: "et-si-plus" }, element("summary", {}, said.title), fields);
}

function part(style, title, id, ...children) {
  const head = element("h4", { class: "et-si-tete", id }, title);
  return element("section", { class: style, "aria-labelledby": id }, head, ...children);
}

function render({ model, el }) {
  const { lang, words, styles, groups } = model.get("spec");
  const prefix = `et-si-${++drawn}`;
  const controls = new Map();
  let waiting = 0;

  const moved = () => {
    const moves = {};
    for (const [name, { get, start }] of controls) {
      if (get() !== start) moves[name] = get();
    }
    return moves;
  };
  const send = () => {
    waiting = 0;
    model.set("moves", moved());
    model.save_changes();
  };
  const mark = ({ row, get, start }) => row.classList.toggle("et-si-change", get() !== start);
  const move = (one) => {
    one.set(one.get());
    mark(one);
    if (!waiting) waiting = setTimeout(send, PAUSE);
  };

  const drawnGroups = groups.map((said, place) => {
    const rows = said.controls.map((control, index) => {
      const one = { ...KINDS[control.kind](control, `${prefix}-${place}-${index}`), start: control.start };
      one.input.dataset.move = control.name;
      one.input.addEventListener("input", () => move(one));
      controls.set(control.name, one);
      return one.row;
    });
    return group(said, rows);
  });
  const follow = () => {
    if (waiting) return; // the person is still moving: what they do comes next
    const moves = model.get("moves");
    for (const [name, one] of controls) {
      one.set(name in moves ? moves[name] : one.start);
      mark(one);
    }
  };
  const reset = element("button", { type: "button" }, words.reset);
  reset.addEventListener("click", () => {
    for (const one of controls.values()) { one.set(one.start); mark(one); }
    send();
  });

  const official = element("div");
  const shown = element("div");
  const heard = element("p", { class: "et-si-entendu", role: "status" });
  const show = () => {
    const open = shown.querySelector(":scope > .avis > details")?.open;
    shown.innerHTML = model.get("shown");
    const picture = shown.querySelector(":scope > .avis > details");
    if (open && picture) picture.open = true;
    ownKeys(shown);
  };
  const tell = () => { heard.textContent = model.get("said"); };

  official.innerHTML = model.get("official");
  const form = element("form", { "aria-label": words.title }, ...drawnGroups, reset);
  form.addEventListener("submit", (event) => event.preventDefault());
  const results = element(
    "div",
    {},
    part("et-si-rendu", words.official, `${prefix}-rendu`, official),
    part("et-si-hypothese", words.supposed, `${prefix}-hypothese`, shown),
  );
  const style = document.createElement("div");
  style.innerHTML = styles;
  el.append(
    element(
      "article",
      { class: "et-si", lang },
      style,
      element("h3", { class: "et-si-titre" }, words.title),
      element("p", { class: "et-si-dit" }, words.about),
      element("div", { class: "et-si-parts" }, form, results),
      heard,
    ),
  );
  ownKeys(form);
  follow();
  show();

  model.on("change:moves", follow);
  model.on("change:shown", show);
  model.on("change:said", tell);
  return () => {
    clearTimeout(waiting);
    model.off("change:moves", follow);
    model.off("change:shown", show);
    model.off("change:said", tell);
  };
}

export default { render };
