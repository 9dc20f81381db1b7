import type { ReadonlySignal } from '@preact/signals';
import type { BackgroundClient } from '../../lib/messaging/background-client.ts';
import type { Crowd } from '../../lib/models/panel/folding.ts';
import type { ViewClock } from '../../lib/models/shared/view-clock.ts';
import type { askWords } from '../../lib/models/shared/words-model.ts';

/** What the panel needs from its content script. */
export interface PanelDeps {
  readonly client: BackgroundClient;
  /** Unique per page load. Only the view that confirmed a dispatch may commit it. */
  readonly viewId: string;
  /** State for the first paint. `width` in px, 320–600. */
  readonly initial: { readonly collapsed: boolean; readonly width: number };
  readonly onCollapsedChange: (collapsed: boolean) => void;
  readonly onWidthChange: (width: number) => void;
  readonly page: {
    readonly theme: ReadonlySignal<'light' | 'dark'>;
    /** Whether a modal dialog of the page is open. */
    readonly dialogOpen: ReadonlySignal<boolean>;
    readonly placement: ReadonlySignal<'push' | 'overlay'>;
    /** Distance of the page's root from the top of the window, px. */
    readonly topPx: ReadonlySignal<number>;
    /** What leaves no room for an open panel, if anything. */
    readonly crowded: ReadonlySignal<Crowd>;
    /** Whether the browser has a network connection. */
    readonly online: ReadonlySignal<boolean>;
  };
  readonly clock: ViewClock;
  /** Plays the sound for a reply. */
  readonly playTone: () => void;
  /** A request for the translations that was made earlier. Default: request them now. */
  readonly firstWords?: ReturnType<typeof askWords> | null;
  /** Whether a user caused an event. Default: `event.isTrusted`. */
  readonly isTrusted?: (event: Event) => boolean;
  /** Calls back when what was rendered is on screen. Default: two frames later. */
  readonly afterPaint?: (run: () => void) => () => void;
  /** Called whenever the panel folds or unfolds, for whatever reason. */
  readonly onFoldedChange?: (folded: boolean) => void;
}
