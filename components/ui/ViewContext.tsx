import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { I18n } from '../../lib/platform/i18n.ts';

/** What every component may use, in any view. */
export interface ViewContextValue {
  readonly i18n: I18n;
  readonly now: () => number;
  /** Whether a user caused an event: `event.isTrusted`. Tests pass their own function. */
  readonly isTrusted: (event: Event) => boolean;
  /** Calls back when what was rendered is on screen; returns a function that cancels it. */
  readonly afterPaint: (run: () => void) => () => void;
  /** Whether names and numbers are shown as initials and dots. */
  readonly maskPeople: () => boolean;
}

const ViewContext = createContext<ViewContextValue | null>(null);

export const ViewProvider = ViewContext.Provider;

/**
 * The context of the view.
 *
 * @throws {Error} when the component is not inside a ViewProvider
 */
export function useView(): ViewContextValue {
  const value = useContext(ViewContext);
  if (value === null) throw new Error('No ViewProvider above this component');
  return value;
}

/** The translations of the view. */
export function useWords(): I18n {
  return useView().i18n;
}
