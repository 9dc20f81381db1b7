import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { I18n } from '../../lib/platform/i18n.ts';

/** What every component of ours may use, whatever view it stands in. */
export interface ViewContextValue {
  readonly i18n: I18n;
  readonly now: () => number;
  /** Whether an event was made by a person: `event.isTrusted`. Tests pass their own answer. */
  readonly isTrusted: (event: Event) => boolean;
  /** Runs when what was rendered is on the screen; answers what calls it off. */
  readonly afterPaint: (run: () => void) => () => void;
  /** Names and numbers are shown as initials and dots. */
  readonly maskPeople: () => boolean;
}

const ViewContext = createContext<ViewContextValue | null>(null);

export const ViewProvider = ViewContext.Provider;

/** The view's context; a component outside of a provider is a mistake of ours. */
export function useView(): ViewContextValue {
  const value = useContext(ViewContext);
  if (value === null) throw new Error('No ViewProvider above this component');
  return value;
}

/** The translations of the view. */
export function useWords(): I18n {
  return useView().i18n;
}
