export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export interface PythonJsonOptions {
  readonly sortKeys?: boolean;
  readonly indent?: number;
}

/** Serialises as Python's `json.dumps` does in socket frames: spaces after separators, ASCII only, optionally sorted and indented. */
export function pythonJson(value: Json, options: PythonJsonOptions = {}, depth = 0): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return asciiString(value);
  const { indent } = options;
  const items: string[] = [];
  const isList = Array.isArray(value);
  if (isList) {
    for (const item of value) items.push(pythonJson(item, options, depth + 1));
  } else {
    const entries = Object.entries(value);
    if (options.sortKeys === true) entries.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, item] of entries)
      if (item !== undefined) items.push(`${asciiString(key)}: ${pythonJson(item, options, depth + 1)}`);
  }
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return open + close;
  if (indent === undefined) return open + items.join(', ') + close;
  const pad = `\n${' '.repeat(indent * (depth + 1))}`;
  return `${open}${pad}${items.join(`,${pad}`)}\n${' '.repeat(indent * depth)}${close}`;
}
