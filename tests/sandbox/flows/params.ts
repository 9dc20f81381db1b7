const MAX_LENGTH = 640;
const MAX_VALUES = 256;

/**
 * Converts `params` as Flows does: keys reduced to letters, digits and underscores, strings cut to 640 characters, at
 * most 256 values. Returns null if none were sent, and undefined (a refusal) if they are not an object.
 */
export function reduceParams(params: unknown): Record<string, unknown> | null | undefined {
  if (params === undefined || params === null) return null;
  if (typeof params !== 'object' || Array.isArray(params)) return undefined;
  let values = 0;
  function reduce(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reduce);
    if (typeof value === 'object' && value !== null) return reduceObject(value);
    values += 1;
    return typeof value === 'string' ? value.slice(0, MAX_LENGTH) : value;
  }
  function reduceObject(source: object): Record<string, unknown> {
    const reduced: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(source)) {
      if (values >= MAX_VALUES) break;
      reduced[key.replace(/[^A-Za-z0-9_]/g, '_')] = reduce(value);
    }
    return reduced;
  }
  return reduceObject(params);
}
