/**
 * Builds an element.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] `class`, `on<event>` listeners, booleans and plain attributes
 * @param {...(Node|string|null|undefined|false|Array<Node|string|null>)} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on') && typeof value === 'function')
      element.addEventListener(name.slice(2).toLowerCase(), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Appends children, skipping the empty ones. */
function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child);
  }
}

/** Replaces everything inside `parent`. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/**
 * Makes the children of `parent` match a list and changes only what differs, so that a press on a card is not lost when
 * an event redraws the list between pointer down and up.
 * @returns {(entries: {key: string, state: string, make(): HTMLElement, place?: (element: HTMLElement) => void}[]) => void}
 */
export function keyedChildren(parent) {
  let known = new Map();
  return (entries) => {
    const next = new Map();
    entries.forEach((entry, index) => {
      const old = known.get(entry.key);
      const element = old?.state === entry.state ? old.element : entry.make();
      next.set(entry.key, { state: entry.state, element });
      entry.place?.(element);
      const present = parent.children[index];
      if (present === element) return;
      if (old && old.element !== element && present === old.element) present.replaceWith(element);
      else parent.insertBefore(element, present ?? null);
    });
    while (parent.children.length > entries.length) parent.lastElementChild.remove();
    known = next;
  };
}

/** Shows or hides without touching the rest of the style, as `v-show` does. */
export function show(element, visible) {
  element.style.display = visible ? '' : 'none';
}

const ICONS = {
  search:
    'M10.5 4a6.5 6.5 0 1 0 4 11.6l4.7 4.7 1.4-1.4-4.7-4.7A6.5 6.5 0 0 0 10.5 4zm0 2a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z',
  close: 'M6.4 5 5 6.4 10.6 12 5 17.6 6.4 19 12 13.4 17.6 19 19 17.6 13.4 12 19 6.4 17.6 5 12 10.6z',
  down: 'M7 9.5 12 14.5 17 9.5 15.9 8.4 12 12.3 8.1 8.4z',
  up: 'M7 14.5 12 9.5 17 14.5 15.9 15.6 12 11.700 8.1 15.6z',
  history: 'M13 3a9 9 0 0 0-9 9H1l4 4 4-4H6a7 7 0 1 1 2 4.9L6.6 18.4A9 9 0 1 0 13 3zm-1 5v5l4.2 2.5.8-1.2-3.5-2.1V8z',
  swap: 'M8 5 3 9l5 4v-3h12V8H8zm8 6v3H4v2h12v3l5-4z',
  send: 'M3 4v6l9 2-9 2v6l18-8z',
  bolt: 'M13 2 5 13h5l-1 9 9-12h-6z',
  chart: 'M4 20V12h3v8zm6 0V4h3v16zm6 0V9h3v11z',
  sun: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v4h-2zm0 18h2v4h-2zM1 11h4v2H1zm18 0h4v2h-4z',
  moon: 'M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z',
  plus: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
  smile:
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM8.5 8A1.5 1.5 0 1 0 8.5 11 1.5 1.5 0 0 0 8.5 8zm7 0a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM7 14a5.5 5.5 0 0 0 10 0z',
  mic: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11v1a6 6 0 0 0 5 5.9V21h2v-3.1A6 6 0 0 0 18 12v-1h-2v1a4 4 0 0 1-8 0v-1z',
  clip: 'M16 6v10a4 4 0 0 1-8 0V5a2.5 2.5 0 0 1 5 0v10a1 1 0 0 1-2 0V6H9v9a3 3 0 0 0 6 0V5A4.5 4.5 0 0 0 6 5v11a6 6 0 0 0 12 0V6z',
  note: 'M4 4h16v10h-2V6H6v12h8v2H4zm4 4h8v2H8zm0 4h6v2H8zm10 4v-2h2v2h2v2h-2v2h-2v-2h-2v-2z',
  refresh:
    'M12 5V1L7 6l5 5V7a5 5 0 0 1 4.3 7.6l1.5 1.5A7 7 0 0 0 12 5zM6.2 7.9A7 7 0 0 0 12 19v4l5-5-5-5v4a5 5 0 0 1-4.3-7.6z',
  reply: 'M10 9V5l-7 7 7 7v-4.1c5 0 8.5 1.6 11 5.1-1-5-4-10-11-11z',
  pin: 'M16 9V4h1V2H7v2h1v5a3 3 0 0 1-3 3v2h6v7l1 1 1-1v-7h6v-2a3 3 0 0 1-3-3z',
  warning: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16zm-1 3v7h2V7zm0 8v2h2v-2z',
  check: 'M9 16.2 4.800 12 3.4 13.4 9 19 21 7 19.6 5.6z',
  copy: 'M8 3h12v14H8zM10 5v10h8V5zM4 7h2v12h10v2H4z',
  chat: 'M3 3h18v14H7l-4 4zm4 4v2h10V7zm0 4v2h7v-2z',
};

/** An inline SVG icon. It is no font, so that nothing is fetched. */
export function icon(name, size = 18) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('width', String(size));
  svg.setAttribute('height', String(size));
  svg.setAttribute('fill', 'currentColor');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', ICONS[name] ?? '');
  svg.append(path);
  return svg;
}
