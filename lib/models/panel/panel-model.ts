import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FlowUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { ContactRow } from '../../contacts/contact-row.ts';
import type { Origin } from '../../draft/draft.ts';
import { addPeople } from '../../draft/selection.ts';
import { createAnnounceModel } from './announce-model.ts';
import type { Announcement } from './announce-model.ts';
import { createCatalogModel, type CatalogModel } from './catalog-model.ts';
import { createCountdownModel, type CountdownModel } from './countdown-model.ts';
import { createDispatchModel, type DispatchModel } from './dispatch-model.ts';
import { createKnownContactsModel, type KnownContactsModel } from './known-contacts-model.ts';
import { createExclusionModel, type ExclusionModel } from './exclusion-model.ts';
import { createFolding, type Crowd } from './folding.ts';
import { createFeedModel, type FeedModel, type PanelRequest } from '../shared/feed-model.ts';
import { followRequests, followSounds } from './follow-feed.ts';
import { followTheWorld } from './follow-the-world.ts';
import { createFlashModel, type FlashModel } from '../shared/flash-model.ts';
import { createNavigation, type Navigation } from './navigation.ts';
import { createLaterModel, type LaterModel } from './later-model.ts';
import { createLeftRunning, type LeftRunning } from './left-running.ts';
import { createPasteModel, type PasteModel } from './paste-model.ts';
import { createPeopleModel, type PeopleModel } from './people-model.ts';
import { createPressGate, type PressGate } from './press-gate.ts';
import { prefillVariables } from './prefill-variables.ts';
import { createPreflightModel, type PreflightModel } from './preflight-model.ts';
import { createRepliesModel, type RepliesModel } from './replies-model.ts';
import { createRoomPerson } from './room-person.ts';
import { createSelectEvery, type SelectEvery } from './select-every.ts';
import { createSelectionModel, type SelectionModel } from './selection-model.ts';
import { createSettingsModel, type SettingsModel } from '../extension-pages/settings-model.ts';
import { createSiteModel, type SiteModel } from './site-model.ts';
import { createTestModel, type TestModel } from './test-model.ts';
import type { ViewClock } from '../shared/view-clock.ts';
import { createWorkModel } from './work-model.ts';

/**
 * The last request from outside the panel (shortcut, popup) and when it came, epoch ms. `isFirm`: the panel must take
 * the focus, wherever it is.
 */
interface ReceivedRequest {
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
  readonly exclusion: ExclusionModel;
  readonly every: SelectEvery;
  readonly paste: PasteModel;
  readonly preflight: PreflightModel;
  /** Decides whether a press may confirm what is on screen. */
  readonly gate: PressGate;
  readonly countdown: CountdownModel;
  readonly facts: KnownContactsModel;
  readonly test: TestModel;
  readonly dispatch: DispatchModel;
  readonly later: LaterModel;
  readonly replies: RepliesModel;
  readonly settings: SettingsModel;
  /** Announcements for screen readers, newest last. */
  readonly announcements: ReadonlySignal<readonly Announcement[]>;
  readonly navigate: Navigation;
  /** The text of the number box in the pre-flight. */
  readonly typedNumber: ReadonlySignal<string>;
  readonly typeNumber: (text: string) => void;
  /** True if the browser reports no network, or if Chats could not be reached. */
  readonly isOffline: ReadonlySignal<boolean>;
  /** Dispatches that were not finished when this page was signed out. */
  readonly leftRunning: ReadonlySignal<readonly LeftRunning[]>;
  /** True if the agent folded the panel. */
  readonly collapsed: ReadonlySignal<boolean>;
  readonly collapse: () => void;
  readonly lastRequest: ReadonlySignal<ReceivedRequest | null>;
  /** True while the panel is shown as its handle, for any reason. `yields` and `saysWhy`: see Folding. */
  readonly folded: ReadonlySignal<boolean>;
  readonly yields: ReadonlySignal<boolean>;
  readonly saysWhy: ReadonlySignal<Crowd>;
  readonly open: () => void;
  /** Opens the panel and shows what the handle shows: the countdown, or else the people who answered. */
  readonly openFromHandle: () => void;
  readonly roomShown: ReadonlySignal<OutputOf<'chat:contact'>['contact']>;
  /**
   * True if the review may be skipped: the flow's preview is known, it has no variables, and there is an undo window.
   */
  readonly isPlain: ReadonlySignal<boolean>;
  /** True during a quick send: after the flow is picked, the review follows at once. */
  readonly isQuick: ReadonlySignal<boolean>;
  /** Picks the contact of the chat on screen, and the flow if one is given, and goes to the step that is missing. */
  readonly quickSend: (flow: { flowUuid: FlowUuid; name: string } | null) => Promise<void>;
  /** Picks this contact alone, puts aside who was picked before, and goes to the step that is missing. */
  readonly prepareFor: (contact: Pick<ContactRow, 'contactUuid' | 'name'>) => void;
  /** Stores that this action was used in the palette, which lists recent actions first. */
  readonly remember: (actionId: string) => void;
  /** Hides the update notice for good; called when the agent has read it. */
  readonly updateSeen: () => Promise<boolean>;
  /** Ends a quick send and shows the composer. */
  readonly startOver: () => void;
  /** Opens the history page with figures and export. */
  readonly openHistory: () => Promise<{ ok: true } | { ok: false; reason: string }>;
  /** Opens the options page. */
  readonly openOptions: () => void;
}

export interface PanelModelOptions {
  readonly viewId: string;
  readonly clock: ViewClock;
  readonly collapsed: boolean;
  /** True while a dialog of the page covers the panel. */
  readonly covered: ReadonlySignal<boolean>;
  /** What an open panel would cover. */
  readonly crowded: ReadonlySignal<Crowd>;
  /** Whether the browser reports a network. */
  readonly online: ReadonlySignal<boolean>;
  /** Called for each sound that this view must play. */
  readonly playTone: () => void;
  readonly signal: AbortSignal;
}

const RECENT_ACTIONS = 6;

/**
 * Builds the model of the panel: everything it shows and can do. Models import no component, and components do not use
 * the background's client.
 */
export function createPanelModel(client: BackgroundClient, options: PanelModelOptions): PanelModel {
  const { viewId, clock, signal: abort } = options;
  const collapsed = signal(options.collapsed);
  const { folded, yields, saysWhy, open, toggle } = createFolding({
    collapsed,
    covered: options.covered,
    crowded: options.crowded,
    clock,
    signal: abort,
  });
  const feed = createFeedModel(client, { view: 'panel', viewId, signal: abort });
  const flash = createFlashModel(clock);
  const gate = createPressGate(clock);
  const site = createSiteModel(client, feed, flash);
  const catalog = createCatalogModel(client, clock);
  const people = createPeopleModel(client, clock);
  const selection = createSelectionModel(client, { feed, flash, people, clock, signal: abort });
  const work = (kind: 'lines' | 'preflight') => createWorkModel(client, { feed, flash, viewId, kind });
  const paste = createPasteModel(client, { people, selection, flash, work: work('lines') });
  const preflight = createPreflightModel(client, selection, work('preflight'));
  const facts = createKnownContactsModel(client);
  prefillVariables({ selection, catalog, facts }, abort);
  const countdown = createCountdownModel(client, {
    feed,
    flash,
    clock,
    viewId,
    hidden: options.covered,
    signal: abort,
  });
  // After sending, clear the searches and load the flows again, so that the flow used last is on top.
  const onSent = (): void => {
    catalog.type('');
    if (people.list.peek().text !== '') people.type('');
    if (catalog.catalog.data.peek() !== null) void catalog.catalog.load();
  };
  const dispatch = createDispatchModel(client, {
    feed,
    flash,
    clock,
    viewId,
    gate,
    catalog,
    selection,
    preflight,
    countdown,
    onSent,
    signal: abort,
  });
  const test = createTestModel(client, {
    flash,
    gate,
    viewId,
    selection,
    started: (answer) => {
      dispatch.started(answer);
      // Behind the test, the composer shows the review again: the draft is still there when the test is over.
      dispatch.goTo('review');
    },
  });
  const replies = createRepliesModel(client, feed, flash);
  const settings = createSettingsModel(client, feed, flash);
  const navigate = createNavigation(dispatch);
  const typedNumber = signal('');
  const lastRequest = signal<ReceivedRequest | null>(null);
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

  function pickAlone({ contactUuid, name }: Pick<ContactRow, 'contactUuid' | 'name'>, origin: Origin): void {
    isQuick.value = true;
    // People who were picked before must not get this message: put them aside.
    const others = [...selection.selection.peek().people.keys()].some((uuid) => uuid !== contactUuid);
    if (others) selection.putAside();
    selection.change((now) => addPeople(now, [{ contactUuid, name }], origin));
    dispatch.goTo(selection.draft.peek().flowUuid === null ? 'flow' : 'review');
  }

  async function quickSend(flow: { flowUuid: FlowUuid; name: string } | null): Promise<void> {
    startOver();
    if (flow !== null) selection.setFlow(flow);
    await room.read();
    const contact = room.person.peek();
    if (contact === null) {
      dispatch.goTo(selection.draft.peek().flowUuid === null ? 'flow' : 'people');
      return;
    }
    pickAlone(people.learn(contact), { kind: 'chat' });
  }

  const answer = (wanted: PanelRequest): void => {
    lastRequest.value = { at: clock.now(), isFirm: wanted.action === 'open-palette' || wanted.action === 'quick-send' };
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
      case 'done-next':
        void replies.finishShown();
        break;
      case 'quick-send':
        open();
        void quickSend(null);
        break;
      case 'open-later':
        open();
        navigate.openCover('later');
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
    exclusion: createExclusionModel(client, { flash, selection }),
    every: createSelectEvery({ people, selection, signal: abort }),
    paste,
    preflight,
    gate,
    countdown,
    facts,
    test,
    dispatch,
    later: createLaterModel(client, { feed, flash, selection, preflight, dispatch, navigate }),
    replies,
    settings,
    announcements: createAnnounceModel({ countdown, dispatch, replies, feed, clock, signal: abort }),
    navigate,
    typedNumber,
    typeNumber: (text) => (typedNumber.value = text),
    isPlain: computed(() => {
      const { flowUuid } = selection.draft.value;
      const flow = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
      return (
        flow?.status === 'ready' &&
        flow.preview.sends !== 'unknown' &&
        flow.preview.variables.length === 0 &&
        settings.settings.value.undoSeconds > 0
      );
    }),
    isQuick,
    remember(actionId) {
      const recent = settings.settings.peek().recentActions;
      void settings.save({
        recentActions: [actionId, ...recent.filter((one) => one !== actionId)].slice(0, RECENT_ACTIONS),
      });
    },
    updateSeen: () =>
      flash.attempt(async () => {
        await client.call('update:seen', {});
        return { ok: true };
      }),
    leftRunning: createLeftRunning(feed, abort),
    isOffline: computed(() => !options.online.value || site.site.value.status === 'offline'),
    collapsed,
    collapse: () => (collapsed.value = true),
    lastRequest,
    folded,
    yields,
    saysWhy,
    open,
    openFromHandle,
    roomShown: room.person,
    quickSend,
    prepareFor(contact) {
      startOver();
      pickAlone(contact, { kind: 'hand' });
    },
    startOver,
    openHistory: () => client.call('history:open', { dispatchId: null }),
    openOptions: () => void flash.attempt(() => client.call('settings:open', {})),
  };
}
