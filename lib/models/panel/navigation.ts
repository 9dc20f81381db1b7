import { batch, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { DispatchId } from '../../ids.ts';
import type { DispatchModel } from './dispatch-model.ts';

export type PanelTab = 'send' | 'waiting' | 'history';
export type PeopleSource = 'contacts' | 'groups' | 'paste' | 'new' | 'picked';
/** What covers the tabs; one at a time. */
type PanelCover = 'palette' | 'keys' | 'setup' | 'switches' | 'later';

/**
 * What the panel shows, and the functions that change it. Components call these functions; only this file writes the
 * signals.
 */
export interface Navigation {
  readonly tab: ReadonlySignal<PanelTab>;
  /** The list from which people are picked. */
  readonly source: ReadonlySignal<PeopleSource>;
  readonly cover: ReadonlySignal<PanelCover | null>;
  /** Shows a tab and removes the cover. */
  readonly toTab: (tab: PanelTab) => void;
  /** Chooses another list to pick people from. Does not change the tab. */
  readonly toSource: (source: PeopleSource) => void;
  /** Shows a dispatch, in the tab `send`. */
  readonly toDispatch: (dispatchId: DispatchId) => void;
  /** Shows the composer, in the tab `send`. */
  readonly toComposer: () => void;
  /** Shows a cover instead of the current one. */
  readonly openCover: (cover: PanelCover) => void;
  /** Shows a cover, or removes it if it is shown already. */
  readonly toggleCover: (cover: PanelCover) => void;
  readonly closeCover: () => void;
}

export function createNavigation(dispatch: Pick<DispatchModel, 'show'>): Navigation {
  const tab = signal<PanelTab>('send');
  const source = signal<PeopleSource>('contacts');
  const cover = signal<PanelCover | null>(null);
  const toTab = (next: PanelTab): void => {
    batch(() => {
      tab.value = next;
      cover.value = null;
    });
  };
  const show = (dispatchId: DispatchId | null): void => {
    batch(() => {
      dispatch.show(dispatchId);
      toTab('send');
    });
  };
  return {
    tab,
    source,
    cover,
    toTab,
    toSource: (next) => (source.value = next),
    toDispatch: show,
    toComposer: () => show(null),
    openCover: (next) => (cover.value = next),
    toggleCover: (next) => (cover.value = cover.peek() === next ? null : next),
    closeCover: () => (cover.value = null),
  };
}
