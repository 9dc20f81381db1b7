/** Details of a log line: keys and codes only, no names, phone numbers, tokens or whole URLs. */
type LogDetails = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(event: string, details?: LogDetails): void;
  /** Also kept for `lastErrors`. */
  error(event: string, error: unknown, details?: LogDetails): void;
  /** The newest errors for the diagnostics, one line each, oldest first. */
  lastErrors(): readonly string[];
}

const KEPT = 20;
/**
 * A text is cut to this length before the pattern runs, so that hostile texts (an HTML page as an error) cost bounded
 * time.
 */
const READ_LENGTH = 1_000;
const SECRET = new RegExp(
  [
    String.raw`bearer(?:\s|\+|%20)+\S+`,
    String.raw`token\s+(?=\S*\d)\S+`,
    String.raw`token["']?\s*[:=]\s*["']?[^&\s"',}]+`,
    String.raw`eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?`,
    String.raw`(?:\/|%2F)loginexternal(?:\/|%2F)\S+`,
    String.raw`callback_url["']?\s*[:=]?\s*\S*`,
    String.raw`[^\s@"'<>,;:=(]+(?:@|%40)[\w-]+(?:\.[\w-]+)+`,
    String.raw`\+?\d[\d\s().-]{7,}\d`,
  ].join('|'),
  'gi',
);

/**
 * Removes what must never be written: tokens, URLs that may contain one, e-mails and phone numbers. Returns one line.
 */
export function redact(text: string): string {
  return text.slice(0, READ_LENGTH).replace(SECRET, '[…]').replace(/\s+/g, ' ').slice(0, 300);
}

/** @param write takes a finished line: the console in the product, an array in tests */
export function createLog(write: (line: string) => void, now: () => number): Log {
  const errors: string[] = [];
  const line = (event: string, details: LogDetails) =>
    `${new Date(now()).toISOString()} ${event}${Object.entries(details)
      .map(([key, value]) => ` ${key}=${redact(String(value))}`)
      .join('')}`;
  return {
    info: (event, details = {}) => write(line(event, details)),
    error(event, error, details = {}) {
      const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      const text = line(event, { ...details, cause });
      errors.push(text);
      if (errors.length > KEPT) errors.shift();
      write(text);
    },
    lastErrors: () => [...errors],
  };
}

/** Writes to the console at the level `debug`, which browsers hide by default. */
export function writeToConsole(line: string): void {
  console.debug(line);
}
