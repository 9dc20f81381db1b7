import { batch, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { DispatchId } from '../../ids.ts';
import type { DispatchModel } from './dispatch-model.ts';

export type PanelTab = 'send' | 'waiting' | 'history';
export type PeopleSource = 'contacts' | 'groups' | 'paste' | 'new' | 'picked';
/** What lies over the tabs, one at a time. */
type PanelCover = 'palette' | 'keys' | 'setup' | 'switches';

/** Where the agent is in the panel, and the moves that lead elsewhere. Components call a move; nothing but this file writes the place. */
export interface Navigation {
  readonly tab: ReadonlySignal<PanelTab>;
  /** From where people are picked. */
  readonly source: ReadonlySignal<PeopleSource>;
  readonly cover: ReadonlySignal<PanelCover | null>;
  /** Shows a tab; what lies over the tabs goes. */
  readonly toTab: (tab: PanelTab) => void;
  /** Shows another place to pick people from, wherever in the panel the agent is. */
  readonly toSource: (source: PeopleSource) => void;
  /** Shows one dispatch, in the tab where it was made. */
  readonly toDispatch: (dispatchId: DispatchId) => void;
  /** Shows the composer. */
  readonly toComposer: () => void;
  /** Lays something over the tabs, instead of what lies there. */
  readonly openCover: (cover: PanelCover) => void;
  /** Lays something over the tabs, or takes it away when it lies there already. */
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
