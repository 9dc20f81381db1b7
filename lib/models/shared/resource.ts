import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { CallFailed } from '../../messaging/background-client.ts';
import type { CallError } from '../../messaging/protocol.ts';

/** Something asked of the background: what is known, whether an answer is on its way, and why the last one failed. */
export interface Resource<Data> {
  readonly data: ReadonlySignal<Data | null>;
  readonly loading: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<CallError | null>;
  /** Asks again. Of two answers only the one asked for last counts. */
  readonly load: () => Promise<void>;
}

/** The error of a failed call; anything unexpected is `internal`, without its text (it may hold names). */
export function toCallError(thrown: unknown): CallError {
  return thrown instanceof CallFailed ? thrown.error : { kind: 'internal', detail: '' };
}

/** Data behind one query. The last good data stays while a newer answer is awaited or failed. */
export function createResource<Data>(ask: () => Promise<Data>): Resource<Data> {
  const data = signal<Data | null>(null);
  const loading = signal(false);
  const error = signal<CallError | null>(null);
  let newest = 0;
  return {
    data,
    loading,
    error,
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
