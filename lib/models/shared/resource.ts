import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { CallFailed } from '../../messaging/background-client.ts';
import type { CallError } from '../../messaging/protocol.ts';

/**
 * The state of a query to the background: the last data, whether an answer is awaited, and why the last query failed.
 */
export interface Resource<Data> {
  readonly data: ReadonlySignal<Data | null>;
  readonly loading: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<CallError | null>;
  /** Drops the data, when it is about something else from now on. */
  readonly clear: () => void;
  /** Runs the query again. If several run at once, only the answer to the newest one counts. Never rejects. */
  readonly load: () => Promise<void>;
}

/** The error of a failed call. Any other error becomes `internal` without its text, which may contain names. */
export function toCallError(thrown: unknown): CallError {
  return thrown instanceof CallFailed ? thrown.error : { kind: 'internal', detail: '' };
}

/** Makes a resource from a query. The last good data stays while a newer answer is awaited, or if it failed. */
export function createResource<Data>(ask: () => Promise<Data>): Resource<Data> {
  const data = signal<Data | null>(null);
  const loading = signal(false);
  const error = signal<CallError | null>(null);
  let newest = 0;
  return {
    data,
    loading,
    error,
    clear() {
      newest += 1;
      data.value = null;
      error.value = null;
      loading.value = false;
    },
    async load() {
      newest += 1;
      const mine = newest;
      loading.value = true;
      try {
        const answer = await ask();
        if (mine !== newest) return;
        data.value = answer;
        error.value = null;
      } catch (thrown) {
        if (mine !== newest) return;
        error.value = toCallError(thrown);
      } finally {
        if (mine === newest) loading.value = false;
      }
    },
  };
}
