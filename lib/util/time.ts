/** One day in ms. */
export const DAY_MS = 86_400_000;

/** The given hour of the next calendar day, on the computer's own clock; epoch ms in and out. */
export function tomorrowAt(now: number, hour: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, hour).getTime();
}

/** A time (epoch ms) as `<input type="datetime-local">` writes it, on the computer's own clock. */
export function toLocalInput(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
