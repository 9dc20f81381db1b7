import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { CallError } from '../messaging/protocol.ts';
import { toCallError } from './resource.ts';
import type { ViewClock } from './view-clock.ts';

/** One short message to the agent: something was done, was refused (with the background's reason) or failed. */
export type Flash =
  | {
      readonly kind: 'done';
      readonly code: 'undone' | 'copied' | 'audience-saved' | 'dismissed' | 'restored' | 'reminded' | 'not-reminded' | 'cancelled' | 'left' | 'saved' | 'no-more-replies' | 'contact-exists' | 'contact-created';
    }
  /** `place`: the tab it is about, by its title. */
  | { readonly kind: 'refused'; readonly reason: string; readonly place?: string | null }
  | { readonly kind: 'failed'; readonly error: CallError };

export interface FlashModel {
  readonly current: ReadonlySignal<Flash | null>;
  readonly show: (flash: Flash) => void;
  readonly clear: () => void;
  /** Runs a mutation; a refusal or failure is shown. Answers whether it was done. */
  readonly attempt: (run: () => Promise<{ ok: true } | { ok: false; reason: string }>) => Promise<boolean>;
}

const SHOWN_MS = 6000;

/** Holds the newest message for some seconds; trouble stays until it is closed. */
export function createFlashModel(clock: ViewClock): FlashModel {
  const current = signal<Flash | null>(null);
  let stop = () => {};
  const show = (flash: Flash): void => {
    stop();
    current.value = flash;
    if (flash.kind === 'done') stop = clock.after(SHOWN_MS, () => (current.value = null));
  };
  return {
    current,
    show,
    clear: () => (current.value = null),
    async attempt(run) {
      try {
        const answer = await run();
        if (!answer.ok) show({ kind: 'refused', reason: answer.reason });
        return answer.ok;
      } catch (thrown) {
        show({ kind: 'failed', error: toCallError(thrown) });
        return false;
      }
    },
  };
}
