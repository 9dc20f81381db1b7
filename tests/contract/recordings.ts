import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CAPTURES = fileURLToPath(new URL('../fixtures/captures/', import.meta.url));

export interface RecordedExchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

export interface RecordedFrame {
  readonly dir: 'in' | 'out' | 'open' | 'close' | 'rejected';
  readonly type?: string;
  readonly action?: string;
  readonly content?: unknown;
  readonly content_is_string?: boolean;
  readonly sent?: unknown;
  readonly raw?: string;
  readonly http?: number;
}

export interface RecordedLive {
  readonly agent1: readonly RecordedFrame[];
  readonly agent2: readonly RecordedFrame[];
}

/** One recording of the real engine, by file name without `.json`. */
export function recording<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(`${CAPTURES}${name}.json`, 'utf8')) as Shape;
}
