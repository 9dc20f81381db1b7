import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { LoadingRows } from '../ui/EmptyState.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import type { PanelParts } from './parts.ts';

const PartsContext = createContext<ReadonlySignal<PanelParts | null> | null>(null);

export const PartsProvider = PartsContext.Provider;

/** A component of the second script by its name; rows that say "loading" for the moment until it is there. */
export function Part({ name }: { readonly name: keyof PanelParts['components'] }) {
  const parts = useContext(PartsContext);
  const { t } = useWords();
  const Component = parts?.value?.components[name];
  return Component === undefined ? <LoadingRows label={t('site_checking_title')} /> : <Component />;
}
