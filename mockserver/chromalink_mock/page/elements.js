// Elements and what is read out of them. Values are set as text, never as markup.

export const byId = (id) => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function choice(label, values, chosen = values[0]) {
  const options = values.map((value) => {
    const [code, text] = Array.isArray(value) ? value : [value, value];
    return element("option", { value: code, selected: code === chosen }, text);
  });
  return element("select", { "aria-label": label }, ...options);
}

export const field = (label, placeholder, size = 14, value = "") =>
  element("input", { "aria-label": label, placeholder, size, value, spellcheck: false });

export const labelled = (text, ...inputs) => element("label", {}, `${text} `, ...inputs);

export const group = (title, ...children) => element("fieldset", {}, element("legend", {}, title), ...children);

export const line = (...children) => element("div", { className: "line" }, ...children);

// A list of lines that grows by a button; `make` gives a line's inputs and `read`, its value or undefined.
export function lines(title, make, first = 0) {
  const entries = [];
  const list = element("div");
  const add = () => {
    const entry = make();
    const drop = element("button", { type: "button", "aria-label": `Remove from ${title}` }, "remove");
    const shown = line(...entry.inputs, drop);
    entries.push(entry);
    list.append(shown);
    drop.addEventListener("click", () => {
      entries.splice(entries.indexOf(entry), 1);
      shown.remove();
      list.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };
  for (let each = 0; each < first; each++) add();
  const more = element("button", { type: "button" }, `add ${title}`);
  more.addEventListener("click", add);
  return { shown: element("div", {}, list, more), read: () => entries.map((one) => one.read()).filter((one) => one !== undefined) };
}

// JSON where it is JSON, else the text itself: 3, true, "3" and red.
export function value(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
