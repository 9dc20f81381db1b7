import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FlowUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import { addPeople } from '../../draft/selection.ts';
import { createAnnounceModel } from './announce-model.ts';
import type { Announcement } from './announce-model.ts';
import { createCatalogModel, type CatalogModel } from './catalog-model.ts';
import { createCountdownModel, type CountdownModel } from './countdown-model.ts';
import { createDispatchModel, type DispatchModel } from './dispatch-model.ts';
import { createFactsModel, type FactsModel } from './facts-model.ts';
import { createFolding, type Crowd } from './folding.ts';
import { createFeedModel, type FeedModel, type PanelRequest } from '../shared/feed-model.ts';
import { followRequests, followSounds } from './follow-feed.ts';
import { followTheWorld } from './follow-the-world.ts';
import { createFlashModel, type FlashModel } from '../shared/flash-model.ts';
import { createNavigation, type Navigation } from './navigation.ts';
import { createLeftRunning, type LeftRunning } from './left-running.ts';
import { createPasteModel, type PasteModel } from './paste-model.ts';
import { createPeopleModel, type PeopleModel } from './people-model.ts';
import { createPressGate, type PressGate } from './press-gate.ts';
import { createPreflightModel, type PreflightModel } from './preflight-model.ts';
import { createRepliesModel, type RepliesModel } from './replies-model.ts';
import { createRoomPerson } from './room-person.ts';
import { createSelectEvery, type SelectEvery } from './select-every.ts';
import { createSelectionModel, type SelectionModel } from './selection-model.ts';
import { createSettingsModel, type SettingsModel } from '../own-pages/settings-model.ts';
import { createSiteModel, type SiteModel } from './site-model.ts';
import { createTestModel, type TestModel } from './test-model.ts';
import type { ViewClock } from '../shared/view-clock.ts';
import { createWorkModel } from './work-model.ts';

/** A wish from outside the panel: a shortcut, or a press in the popup. `isFirm`: it asks for keys, wherever the focus is. */
interface Summons {
  readonly at: number;
  readonly isFirm: boolean;
}

export interface PanelModel {
  readonly feed: FeedModel;
  readonly flash: FlashModel;
  readonly site: SiteModel;
  readonly catalog: CatalogModel;
  readonly people: PeopleModel;
  readonly selection: SelectionModel;
  readonly every: SelectEvery;
  readonly paste: PasteModel;
  readonly preflight: PreflightModel;
  /** What may be confirmed by a press now. */
  readonly gate: PressGate;
  readonly countdown: CountdownModel;
  readonly facts: FactsModel;
  readonly test: TestModel;
  readonly dispatch: DispatchModel;
  readonly replies: RepliesModel;
  readonly settings: SettingsModel;
  /** What a screen reader is told, newest last. */
  readonly said: ReadonlySignal<readonly Announcement[]>;
  readonly navigate: Navigation;
  /** What stands in the number box of the pre-flight. */
  readonly typedNumber: ReadonlySignal<string>;
  readonly typeNumber: (text: string) => void;
  /** There is no network, by the browser's own account or because Chats could not be reached. */
  readonly isOffline: ReadonlySignal<boolean>;
  /** What was being sent when this page was signed out. */
  readonly leftRunning: ReadonlySignal<readonly LeftRunning[]>;
  /** Collapsed by the agent. */
  readonly collapsed: ReadonlySignal<boolean>;
  readonly collapse: () => void;
  readonly summons: ReadonlySignal<Summons | null>;
  /** Shown as the handle, whatever folded it; the others as in Folding. */
  readonly folded: ReadonlySignal<boolean>;
  readonly yields: ReadonlySignal<boolean>;
  readonly saysWhy: ReadonlySignal<Crowd>;
  readonly open: () => void;
  /** Opens the panel on what the handle counts: the countdown, else the people who answered. */
  readonly openFromHandle: () => void;
  readonly roomShown: ReadonlySignal<OutputOf<'chat:contact'>['contact']>;
  /** The picked flow is the same for everybody and known, and sending it can be undone: it may be sent without the review. */
  readonly isPlain: ReadonlySignal<boolean>;
  /** A quick send is being made: with a flow picked it goes straight to the review. */
  readonly isQuick: ReadonlySignal<boolean>;
  /** Picks the contact of the chat on screen (and a flow, when given) and goes to the step that is left. */
  readonly quickSend: (flow: { flowUuid: FlowUuid; name: string } | null) => Promise<void>;
  /** Keeps what was done from the palette, for the order of the next time. */
  readonly remember: (actionId: string) => void;
  /** The agent has read what the update brought. */
  readonly updateSeen: () => Promise<boolean>;
  /** Shows the composer, whatever is on show. */
  readonly startOver: () => void;
  /** Opens the history page with figures and export. */
  readonly openHistory: () => Promise<{ ok: true } | { ok: false; reason: string }>;
}

export interface PanelModelOptions {
  readonly viewId: string;
  readonly clock: ViewClock;
  readonly collapsed: boolean;
  /** True while a dialog of the page leaves no room for the panel. */
  readonly covered: ReadonlySignal<boolean>;
  /** Beside what there is no room for an open panel. */
  readonly crowded: ReadonlySignal<Crowd>;
  /** Whether the browser has a network at all. */
  readonly online: ReadonlySignal<boolean>;
  /** Said once for each reply that this view is to be heard with. */
  readonly playTone: () => void;
  readonly signal: AbortSignal;
}

const RECENT_ACTIONS = 6;

/** Everything the panel shows and can do. Nothing here knows a component, and no component knows the background. */
export function createPanelModel(client: BackgroundClient, options: PanelModelOptions): PanelModel {
  const { viewId, clock, signal: abort } = options;
  const collapsed = signal(options.collapsed);
  const { folded, yields, saysWhy, open, toggle } = createFolding({ collapsed, covered: options.covered, crowded: options.crowded, clock, signal: abort });
  const feed = createFeedModel(client, { view: 'panel', viewId, signal: abort });
  const flash = createFlashModel(clock);
  const gate = createPressGate(clock);
  const site = createSiteModel(client, feed, flash);
  const catalog = createCatalogModel(client);
  const people = createPeopleModel(client, clock);
  const selection = createSelectionModel(client, { feed, flash, people, clock, signal: abort });
  const work = (kind: 'lines' | 'preflight') => createWorkModel(client, { feed, flash, viewId, kind });
  const paste = createPasteModel(client, { people, selection, flash, work: work('lines') });
  const preflight = createPreflightModel(client, selection, work('preflight'));
  const facts = createFactsModel(client);
  const countdown = createCountdownModel(client, { feed, flash, clock, viewId, hidden: options.covered, signal: abort });
  // What was searched for led to what was sent: the next dispatch begins without it, and with what was used last on top.
  const onSent = (): void => {
    catalog.type('');
    if (people.list.peek().text !== '') people.type('');
    if (catalog.catalog.data.peek() !== null) void catalog.catalog.load();
  };
  const dispatch = createDispatchModel(client, { feed, flash, clock, viewId, gate, catalog, selection, preflight, countdown, onSent, signal: abort });
  const test = createTestModel(client, { flash, gate, viewId, selection, started: (answer) => {
    dispatch.started(answer);
    // The test is over soon; the draft it was made of waits where it was.
    dispatch.goTo('review');
  } });
  const replies = createRepliesModel(client, feed, flash);
  const settings = createSettingsModel(client, feed, flash);
  const navigate = createNavigation(dispatch);
  const typedNumber = signal('');
  const summons = signal<Summons | null>(null);
  const isQuick = signal(false);
  const openedAt = clock.now();
  const room = createRoomPerson(client, flash, feed.select('roomShown'));

  const startOver = (): void => {
    isQuick.value = false;
    navigate.toComposer();
  };
  const openFromHandle = (): void => {
    batch(() => {
      open();
      const counting = countdown.current.peek();
      if (counting !== null) navigate.toDispatch(counting.dispatchId);
      else if (replies.repliedCount.peek() > 0) navigate.toTab('waiting');
    });
  };

  async function quickSend(flow: { flowUuid: FlowUuid; name: string } | null): Promise<void> {
    startOver();
    if (flow !== null) selection.setFlow(flow);
    await room.read();
    const contact = room.person.peek();
    if (contact === null) {
      dispatch.goTo(selection.draft.peek().flowUuid === null ? 'flow' : 'people');
      return;
    }
    const row = people.learn(contact);
    isQuick.value = true;
    // Whoever was picked for something else must not get this one: they are put aside.
    const others = [...selection.selection.peek().people.keys()].some((uuid) => uuid !== row.contactUuid);
    if (others) selection.putAside();
    selection.change((now) => addPeople(now, [{ contactUuid: row.contactUuid, name: row.name }], { kind: 'chat' }));
    dispatch.goTo(selection.draft.peek().flowUuid === null ? 'flow' : 'review');
  }

  const answer = (wanted: PanelRequest): void => {
    summons.value = { at: clock.now(), isFirm: wanted.action === 'open-palette' || wanted.action === 'quick-send' };
    switch (wanted.action) {
      case 'toggle-panel':
        toggle();
        break;
      case 'open-panel':
        open();
        break;
      case 'open-palette':
        open();
        navigate.openCover('palette');
        break;
      case 'quick-send':
        open();
        void quickSend(null);
        break;
      case 'open-waiting':
        open();
        navigate.toTab('waiting');
        if (wanted.askFor !== undefined) replies.ask(wanted.askFor);
        break;
      default:
        wanted.action satisfies never;
    }
  };
  followRequests(feed, openedAt, answer, abort);
  followSounds(feed, options.playTone, abort);
  followTheWorld({ site, catalog, people, clock, online: options.online, signal: abort });

  return {
    feed,
    flash,
    site,
    catalog,
    people,
    selection,
    every: createSelectEvery({ people, selection, signal: abort }),
    paste,
    preflight,
    gate,
    countdown,
    facts,
    test,
    dispatch,
    replies,
    settings,
    said: createAnnounceModel({ countdown, dispatch, replies, feed, clock, signal: abort }),
    navigate,
    typedNumber,
    typeNumber: (text) => (typedNumber.value = text),
    isPlain: computed(() => {
      const { flowUuid } = selection.draft.value;
      const flow = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
      return flow?.status === 'ready' && flow.preview.sends !== 'unknown' && flow.preview.variables.length === 0 && settings.settings.value.undoSeconds > 0;
    }),
    isQuick,
    remember(actionId) {
      const recent = settings.settings.peek().recentActions;
      void settings.save({ recentActions: [actionId, ...recent.filter((one) => one !== actionId)].slice(0, RECENT_ACTIONS) });
    },
    updateSeen: () => flash.attempt(async () => {
      await client.call('update:seen', {});
      return { ok: true };
    }),
    leftRunning: createLeftRunning(feed, abort),
    isOffline: computed(() => !options.online.value || site.site.value.status === 'offline'),
    collapsed,
    collapse: () => (collapsed.value = true),
    summons,
    folded,
    yields,
    saysWhy,
    open,
    openFromHandle,
    roomShown: room.person,
    quickSend,
    startOver,
    openHistory: () => client.call('history:open', { dispatchId: null }),
  };
}
