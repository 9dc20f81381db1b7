import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { CallError } from '../../messaging/protocol.ts';
import { toCallError } from './resource.ts';
import type { ViewClock } from './view-clock.ts';

/** A short message to the agent: something was done, was refused (with the background's reason) or failed. */
export type Flash =
  | {
      readonly kind: 'done';
      readonly code:
        | 'undone'
        | 'copied'
        | 'audience-saved'
        | 'dismissed'
        | 'restored'
        | 'reminded'
        | 'not-reminded'
        | 'cancelled'
        | 'left'
        | 'saved'
        | 'no-more-replies'
        | 'unpicked'
        | 'audience-removed'
        | 'prepared'
        | 'prepared-dropped'
        | 'recipe-saved'
        | 'recipe-removed'
        | 'follow-up-set'
        | 'follow-up-removed'
        | 'contact-exists'
        | 'contact-created'
        | 'excluded';
      /** Takes the action back; offered while the message is shown. */
      readonly undo?: () => void;
    }
  /** `place`: title of the tab that the refusal is about. */
  | { readonly kind: 'refused'; readonly reason: string; readonly place?: string | null }
  | { readonly kind: 'failed'; readonly error: CallError };

export interface FlashModel {
  readonly current: ReadonlySignal<Flash | null>;
  readonly show: (flash: Flash) => void;
  readonly clear: () => void;
  /** Calls the `undo` of the message on screen. @returns false if there is none */
  readonly undo: () => boolean;
  /**
   * Runs a mutation and shows a message if it was refused or failed. Never rejects.
   *
   * @returns whether it was done
   * @example
   * const isDone = await flash.attempt(() => client.call('dispatch:pause', { dispatchId }));
   */
  readonly attempt: (run: () => Promise<{ ok: true } | { ok: false; reason: string }>) => Promise<boolean>;
}

const SHOWN_MS = 6000;
/**
 * Messages with an undo button stay longer: the agent must notice the mistake, read the message and reach the button.
 */
const UNDO_SHOWN_MS = 12_000;

/** Holds the newest message. `done` disappears after some seconds; refusals and failures stay until they are closed. */
export function createFlashModel(clock: ViewClock): FlashModel {
  const current = signal<Flash | null>(null);
  let stop = () => {};
  const show = (flash: Flash): void => {
    stop();
    current.value = flash;
    if (flash.kind === 'done')
      stop = clock.after(flash.undo === undefined ? SHOWN_MS : UNDO_SHOWN_MS, () => (current.value = null));
  };
  return {
    current,
    show,
    clear: () => (current.value = null),
    undo() {
      const flash = current.peek();
      if (flash?.kind !== 'done' || flash.undo === undefined) return false;
      current.value = null;
      flash.undo();
      return true;
    },
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
