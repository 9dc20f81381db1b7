import { signal } from '@preact/signals';
import { mountPanel } from '../../../components/panel/mount.tsx';
import { PARTS } from '../../../components/panel/parts.ts';
import type { FeedSingles } from '../../../lib/messaging/views.ts';
import en from '../../../public/_locales/en/messages.json';
import es from '../../../public/_locales/es/messages.json';
import pt from '../../../public/_locales/pt_BR/messages.json';
import { createFakeClient, fakeSingles, type FakeOptions } from '../fake-background.ts';
import { ALL_CONTACTS, AWAITED, NOW, PREVIEW_WITH_VARIABLES, SECTORS, SESSION, dispatchOf, draftOf, fullReport, peopleOf } from '../fake-data.ts';
import { CallFailed } from '../../../lib/messaging/background-client.ts';

const WORDS = { pt_BR: pt, es, en };
type Step = { click: string } | { type: string; text: string } | { key: string };
interface State {
  readonly options: Omit<FakeOptions, 'messages'>;
  /** Visible texts or selectors to press after the mount, in order. */
  readonly steps?: readonly Step[];
  readonly folded?: boolean;
  readonly dialog?: boolean;
}

const running = dispatchOf(0, { accepted: 128, refused: 2, unknown: 1, checking: 3, sending: 2, queued: 164 }, { state: { status: 'running' } }, 9);
const paused = dispatchOf(0, { accepted: 40, queued: 60 }, { state: { status: 'paused', reason: 'no-session', gate: null, since: NOW } }, 3);
const finished = dispatchOf(1, { 'accepted': 21, 'refused': 1, 'not-found': 1, 'unknown': 2, 'skipped': 1 }, {}, 6);
const counting = dispatchOf(2, { queued: 3 }, { state: { status: 'counting-down', endsAt: NOW + 8000, viewId: 'view' } });
const history = [running, finished, dispatchOf(3, { accepted: 1 }, {}, 1), dispatchOf(5, { accepted: 180, refused: 4, skipped: 6 }, {}, 61), dispatchOf(6, { accepted: 3 }, { isTest: true })];
const broken = (): never => {
  throw new CallFailed({ kind: 'server', detail: '' });
};
const never = () => new Promise<never>(() => undefined);
const flowStep: Step = { click: '.step:nth-of-type(1)' };
const peopleStep: Step = { click: '.step:nth-of-type(2)' };
const reviewStep: Step = { click: '.step:nth-of-type(3)' };
const choice = (n: number): Step => ({ click: `.choice:nth-of-type(${n})` });
const many = draftOf(60, { groups: [] });

export const STATES: Record<string, State> = {
  'flows': { options: {} },
  'flows-loading': { options: { answers: { 'catalog:list-flows': never } } },
  'flows-error': { options: { answers: { 'catalog:list-flows': broken } } },
  'flows-empty': { options: { answers: { 'catalog:list-flows': () => ({ flows: [], nearMisses: [{ name: 'Boas-vindas', problem: 'label', label: 'Chats' }], complete: true, badRows: 0, fetchedAt: 1 }) } } },
  'people': { options: { singles: { draft: draftOf(3), roomShown: null } }, steps: [peopleStep] },
  'people-many': { options: { singles: { draft: many } }, steps: [peopleStep] },
  'people-none': { options: { singles: { draft: draftOf(0) } }, steps: [peopleStep, { type: 'input[type=search]', text: 'zzz' }] },
  'people-error': { options: { singles: { draft: draftOf(0) }, answers: { 'people:search': broken } }, steps: [peopleStep] },
  'groups': { options: { singles: { draft: draftOf(2) } }, steps: [peopleStep, choice(2), { click: '.item:nth-of-type(2)' }] },
  'paste': { options: { singles: { draft: draftOf(1) } }, steps: [peopleStep, choice(3), { type: 'textarea', text: '11 91234-5678\n+55 21 99876-5432\nabc' }] },
  'paste-results': {
    options: {
      singles: { draft: draftOf(1) },
      answers: {
        'people:resolve-lines': () => ({
          results: [
            { line: 1, text: '11 91234-5678', status: 'found', contact: { contactUuid: ALL_CONTACTS[1]!.contactUuid, name: 'Bruno Ramos', digits: '5511912345678' }, unsendable: null },
            { line: 2, text: '21 99876-5432', status: 'not-found', digits: '5521998765432', name: null },
            { line: 3, text: '11 5555', status: 'invalid', reason: 'too-short' },
            { line: 4, text: '11 91234 5678', status: 'duplicate', firstLine: 1 },
            { line: 5, text: '11 3333-4444', status: 'ambiguous', candidates: [{ contactUuid: ALL_CONTACTS[2]!.contactUuid, name: 'Carla', digits: '1' }, { contactUuid: ALL_CONTACTS[3]!.contactUuid, name: 'Diego', digits: '2' }] },
          ],
        }),
      },
    },
    steps: [peopleStep, choice(3), { type: 'textarea', text: 'a\nb' }, { click: '.button.primary' }],
  },
  'new-contact': { options: { singles: { draft: draftOf(1) } }, steps: [peopleStep, choice(4)] },
  'review': { options: { singles: { draft: draftOf(3) } }, steps: [reviewStep] },
  'review-variables': {
    options: {
      singles: { draft: draftOf(4, { variables: { nome: { source: { kind: 'contact-first-name' }, fallback: 'cliente' }, data: { source: { kind: 'text', text: '25/11 às 14h' }, fallback: '' } } }) },
      answers: { 'catalog:preview-flow': () => PREVIEW_WITH_VARIABLES },
    },
    steps: [reviewStep],
  },
  'preflight': { options: { singles: { draft: many }, answers: { 'preflight:run': () => fullReport(many) } }, steps: [reviewStep, { click: '.footer .primary' }] },
  'countdown': { options: { singles: { draft: draftOf(3) }, dispatches: [counting], people: peopleOf(counting), answers: { 'dispatch:confirm': () => ({ ok: true, dispatchId: counting.row.dispatchId, endsAt: NOW + 8000 }) } }, steps: [reviewStep, { click: '.footer .primary' }] },
  'progress': { options: { dispatches: [running], people: peopleOf(running), awaited: AWAITED }, steps: [{ click: '.running' }] },
  'paused': { options: { dispatches: [paused], people: peopleOf(paused) }, steps: [{ click: '.running' }] },
  'results': { options: { dispatches: [finished], people: peopleOf(finished) }, steps: [{ click: '#tab-history' }, { click: '.past' }] },
  'results-unknown': { options: { dispatches: [finished], people: peopleOf(finished) }, steps: [{ click: '#tab-history' }, { click: '.past' }, choice(5)] },
  'waiting': { options: { awaited: AWAITED, dispatches: [running] }, steps: [{ click: '#tab-waiting' }] },
  'waiting-empty': { options: {}, steps: [{ click: '#tab-waiting' }] },
  'history': { options: { dispatches: history, awaited: AWAITED }, steps: [{ click: '#tab-history' }] },
  'history-empty': { options: {}, steps: [{ click: '#tab-history' }] },
  'toggle-off': { options: { singles: { access: { verdict: 'off', reason: 'toggle-off', sectors: null, checkedAt: NOW } } } },
  'toggle-off-manager': { options: { singles: { session: { ...SESSION, role: 'manager' }, access: { verdict: 'off', reason: 'toggle-off', sectors: SECTORS, checkedAt: NOW } } } },
  'not-logged-in': { options: { singles: { site: { status: 'not-logged-in' }, session: null } } },
  'setup': {
    options: {
      answers: {
        'setup:check': () => ({
          site: { status: 'ready' },
          access: { verdict: 'off', reason: 'toggle-off', sectors: null, checkedAt: NOW },
          flows: { count: 0, nearMisses: ['Boas-vindas (Chats)'] },
          hasTemplateFlow: null,
          observerRuns: true,
          isPinned: false,
          shortcuts: [{ name: 'toggle-panel', key: 'Alt+Shift+D' }],
          clockSkewMs: null,
          isHostAllowed: true,
          settingsLink: null,
          flowsLink: 'https://flows.weni.ai/',
        }),
      },
    },
    steps: [{ click: '.header .icon-button:nth-of-type(2)' }],
  },
  'first-run': { options: { singles: { settings: { ...fakeSingles().settings, firstRunDone: false } } } },
  'palette': { options: { awaited: AWAITED, dispatches: [running], singles: { roomShown: { roomUuid: AWAITED[2]!.roomUuid!, contactUuid: null, contactName: 'Carla Barbosa' } } }, steps: [{ click: '.header .icon-button:nth-of-type(1)' }] },
  'keys': { options: {}, steps: [{ key: '?' }] },
  'notices': { options: { awaited: AWAITED, singles: { agentStatus: 'offline', update: { from: '0.1.0', to: '0.2.0' }, draft: { ...draftOf(2), returned: { reason: 'late', at: NOW } } } } },
  'handle': { options: { awaited: AWAITED }, folded: true },
};
void flowStep;

const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

/** Mounts one state; resolves when it stands still. */
async function show(name: string, look: { theme: 'light' | 'dark'; locale: FeedSingles['locale']; width: number }): Promise<void> {
  const state = STATES[name]!;
  const words = Object.fromEntries(Object.entries(WORDS[look.locale]).map(([key, value]) => [key, value.message]));
  const client = createFakeClient({ ...state.options, messages: words, singles: { ...state.options.singles, locale: look.locale } });
  const host = document.createElement('div');
  document.body.append(host);
  const root = host.attachShadow({ mode: 'open' });
  mountPanel(root, {
    client,
    viewId: 'view',
    initial: { collapsed: state.folded === true, width: look.width },
    onCollapsedChange: () => undefined,
    onWidthChange: () => undefined,
    page: { theme: signal(look.theme), dialogOpen: signal(false), placement: signal('push'), topPx: signal(0) },
    clock: { now: () => NOW, after: (delayMs, run) => { if (delayMs === 250) return () => undefined; const id = setTimeout(run, delayMs); return () => clearTimeout(id); } },
    playTone: () => undefined,
    parts: signal(PARTS),
    isTrusted: () => true,
  });
  await wait();
  for (const step of state.steps ?? []) {
    if ('click' in step) root.querySelector<HTMLElement>(step.click)?.click();
    else if ('key' in step) root.querySelector('.frame')?.dispatchEvent(new KeyboardEvent('keydown', { key: step.key, bubbles: true, composed: true }));
    else {
      const field = root.querySelector<HTMLInputElement>(step.type)!;
      field.value = step.text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    await wait();
  }
  await new Promise((resolve) => setTimeout(resolve, 250));
}

Object.assign(window, { gallery: { names: Object.keys(STATES), show } });
