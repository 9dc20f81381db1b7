import metadata from 'libphonenumber-js/metadata.min.json';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createBackground } from '../../../lib/background/background.ts';
import { COUNTRY_ZONES_FILE, PHONE_METADATA_FILE } from '../../../lib/background/services/phones.ts';
import zones from '../../../lib/numbers/country-zones.json';
import type { InputOf, MessageName, OutputOf } from '../../../lib/messaging/protocol.ts';
import { createMemoryLedger } from '../../ledger/memory-ledger.ts';
import { createLog } from '../../../lib/log.ts';
import type { Answer } from '../../../lib/messaging/server.ts';
import type { SenderContext } from '../../../lib/platform/runtime.ts';
import { EMPTY_DRAFT, type Draft } from '../../../lib/draft/draft.ts';
import { contact, dispatchIdOf, FLOW, PROJECT, T0 } from '../dispatch/rows.ts';
import { memoryArea } from '../sessions/arrange.ts';
import { API, fakeEngine } from './engine.ts';

export const PAGE: SenderContext = { kind: 'extension-page' };
export const CHATS = 'https://chats.example';
export const frameOf = (tabId: number): SenderContext => ({
  kind: 'frame',
  tabId,
  frameId: 0,
  origin: CHATS,
  document: `document-${tabId}`,
  documentId: null,
});

/** Digests run on their own threads, so the number of event-loop turns that one takes depends on the machine's load. */
const digests = new Set<Promise<unknown>>();
const digest = crypto.subtle.digest.bind(crypto.subtle);
crypto.subtle.digest = (...work) => {
  const done = digest(...work);
  const end = done
    .then(
      () => undefined,
      () => undefined,
    )
    .then(() => void digests.delete(end));
  digests.add(end);
  return done;
};

/** Runs the event loop until all work is done that needs neither a timer nor an answer. */
export const settle = async (turns = 30): Promise<void> => {
  do {
    await Promise.all(digests);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  } while (digests.size > 0);
};

export function draftOf(people: number, change: Partial<Draft> = {}): Draft {
  return {
    ...EMPTY_DRAFT,
    flowUuid: FLOW,
    flowName: 'Retomar atendimento',
    people: Array.from({ length: people }, (_, n) => ({
      contactUuid: contact(n),
      name: `Pessoa ${n}`,
      origins: [{ kind: 'hand' as const }],
    })),
    ...change,
  };
}

/** Adds what the fake browser lacks: commands, permissions, scripting, and tabs that answer. */
export function completeBrowser(world: {
  frameAnswers: Map<string, unknown>;
  asked: unknown[];
  tabs: Map<number, object>;
}): void {
  fakeBrowser.reset();
  Object.assign(browser.commands, { getAll: async () => [{ name: 'toggle-panel', shortcut: 'Alt+Shift+D' }] });
  Object.assign(browser.i18n, { getUILanguage: () => 'en-US' });
  Object.assign(browser.runtime, {
    getPlatformInfo: async () => ({ os: 'linux' }),
    getManifest: () => ({
      manifest_version: 3,
      name: 'x',
      version: '1.2.3',
      host_permissions: ['https://*.weni.ai/*'],
    }),
  });
  Object.assign(browser.permissions, {
    contains: async () => true,
    getAll: async () => ({ origins: [] }),
    remove: async () => true,
  });
  Object.assign(browser.scripting, { executeScript: async () => [] });
  Object.assign(browser.action, { getUserSettings: async () => ({ isOnToolbar: true }) });
  Object.assign(browser.tabs, {
    get: async (tabId: number) => {
      const tab = world.tabs.get(tabId);
      if (tab === undefined) throw new Error('No tab');
      return { id: tabId, active: false, windowId: 1, title: `Tab ${tabId}`, ...tab };
    },
    update: async () => ({ windowId: 1 }),
    query: async () => [...world.tabs.keys()].map((id) => ({ id })),
    sendMessage: async (tabId: number, message: { name: string }) => {
      world.asked.push({ tabId, ...message });
      const answer = world.frameAnswers.get(message.name);
      if (answer === undefined) throw new Error('Could not establish connection');
      return answer;
    },
  });
  Object.assign(browser.windows, { update: async () => ({}), getLastFocused: async () => ({ id: 1 }) });
}

/** A whole background over a memory ledger, memory areas and the fake engine; the test moves the time. */
export function createWorld() {
  const engine = fakeEngine();
  const timers = new Set<{ at: number; run: () => void }>();
  const lines: string[] = [];
  const sessionArea = memoryArea();
  const localArea = memoryArea();
  // Noon in Brazil, so that the pre-flight finds nobody for whom it is night.
  let now = T0 + 6 * 3_600_000;
  let ids = 0;
  const own = { sessionsChanged: 0, ensured: 0, erased: 0 };
  const tabs = {
    frameAnswers: new Map<string, unknown>(),
    asked: [] as { tabId: number; name: string; input: unknown }[],
    tabs: new Map<number, object>([
      [1, {}],
      [2, {}],
    ]),
  };
  completeBrowser(tabs);
  const ledger = createMemoryLedger(undefined, { now: () => now });
  const background = createBackground({
    now: () => now,
    random: () => 0.5,
    newId: () => dispatchIdOf((ids += 1)),
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    fetch: engine.fetch,
    fetchOwnFile: async (path) =>
      path.includes(PHONE_METADATA_FILE)
        ? metadata
        : path.includes(COUNTRY_ZONES_FILE)
          ? zones
          : { extension_name: { message: path } },
    isOnline: () => true,
    isOver: () => false,
    ledger,
    sessionArea,
    localArea,
    log: createLog(
      (line) => lines.push(line),
      () => now,
    ),
    timings: () => ({}),
    ready: Promise.resolve(),
    onViewGone: () => undefined,
    onSessionFound: async () => undefined,
    onSettingsChanged: () => undefined,
    onPreparedChanged: () => undefined,
  });
  const server = background.server({
    ensure: async () => void (own.ensured += 1),
    eraseAll: async () => 0,
    setPanelWidth: async () => undefined,
    updateSeen: async () => undefined,
    testNotice: async () => true,
    isChatsApi: async () => true,
    onSessionsChanged: async () => {
      own.sessionsChanged += 1;
      await background.live.refresh();
      await background.services.dispatcher.sessionChanged();
    },
  });
  const ready = background.services.dispatcher.ensure();
  const world = {
    engine,
    ledger,
    background,
    services: background.services,
    sessionArea,
    localArea,
    own,
    tabs,
    lines,
    get now() {
      return now;
    },
    set now(at: number) {
      now = at;
    },
    ask: (name: string, input: unknown, sender: SenderContext): Promise<Answer> => server({ name, input }, sender),
    /** Sends a message and returns its output. @throws {Error} when the message is refused */
    async call<Name extends MessageName>(
      name: Name,
      input: InputOf<Name>,
      sender: SenderContext,
    ): Promise<OutputOf<Name>> {
      const answer = await server({ name, input }, sender);
      if (!answer.ok) throw new Error(`${name}: ${answer.error.kind} ${answer.error.detail}`);
      return answer.output as OutputOf<Name>;
    },
    async signIn(
      tabId: number,
      token: string,
      change: Partial<InputOf<'page:session-changed'>> = {},
      sender = frameOf(tabId),
    ) {
      await ready;
      const answer = await world.call(
        'page:session-changed',
        {
          state: 'ready',
          token,
          projectUuid: PROJECT,
          apiOrigin: API,
          flowsOrigin: null,
          language: null,
          observerRuns: true,
          ...change,
        },
        sender,
      );
      await settle();
      return answer;
    },
    /** Moves the time in steps until the check holds. @throws {Error} when it does not hold after 2,000 steps */
    async until(check: () => boolean | Promise<boolean>, stepMs = 50) {
      for (let step = 0; step < 2_000; step += 1) {
        if (await check()) return;
        await world.pass(stepMs);
      }
      throw new Error(
        `it never became so ${lines.join(' / ')} ${JSON.stringify((await ledger.listDispatches({ sessionId: null, limit: 9 }))[0]?.state)} ${engine.paths().slice(-6).join()}`,
      );
    },
    async pass(lengthMs: number) {
      const end = now + lengthMs;
      for (;;) {
        await settle(6);
        const next = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
      await settle(6);
    },
  };
  return world;
}

export type World = ReturnType<typeof createWorld>;
