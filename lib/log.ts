/** What a log line may carry: no names, numbers, tokens or whole URLs; keys and codes only. */
export type LogDetails = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(event: string, details?: LogDetails): void;
  /** Kept among the last errors shown by "copy diagnostics". */
  error(event: string, error: unknown, details?: LogDetails): void;
  /** The newest errors, oldest first, as one line each. */
  lastErrors(): readonly string[];
}

const KEPT = 20;
const SECRET = /(bearer\s+\S+|eyJ[\w-]+\.[\w-]+\.[\w-]*|token=[^&\s"]+|\/loginexternal\/\S+|callback_url\S*|\+?\d[\d\s().-]{7,}\d|[\w.+-]+@[\w-]+\.[\w.]+)/gi;

/** Takes out what must never be written down: tokens, addresses that may hold one, e-mails and phone numbers. */
export function redact(text: string): string {
  return text.replace(SECRET, '[…]').slice(0, 300);
}

/** @param write where a line goes; the console in the product, an array in tests */
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

/** Writes to the console of the context; hidden there unless a developer asks for verbose lines. */
export function writeToConsole(line: string): void {
  console.debug(line);
}
