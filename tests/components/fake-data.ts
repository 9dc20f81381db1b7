import {
  ContactUuid,
  DispatchId,
  FlowUuid,
  GroupUuid,
  ProjectUuid,
  RoomUuid,
  SectorUuid,
  SessionId,
} from '../../lib/ids.ts';
import { noCounts } from '../../lib/dispatch/counts.ts';
import type { DispatchRow, PersonCounts, PersonRow, PersonStatus } from '../../lib/dispatch/records.ts';
import type { DispatchView, FlowPreview, FlowRow, GroupRow, SessionView } from '../../lib/messaging/views.ts';
import type { FlowReadingView } from '../../lib/messaging/flow-reading-view.ts';
import type { ContactRow } from '../../lib/contacts/contact-row.ts';
import type { Draft } from '../../lib/draft/draft.ts';
import type { PreflightReport } from '../../lib/preflight/preflight-report.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';

/** 20 November 2026, 15:00 UTC. */
export const NOW = Date.UTC(2026, 10, 20, 15);
const MINUTE = 60_000;
const uuid = (kind: number, n: number): string =>
  `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const SESSION: SessionView = {
  sessionId: SessionId.parse('https://chats.example|ana@example.com|p'),
  apiOrigin: 'https://chats.example',
  agentEmail: 'ana@example.com',
  agentName: 'Ana Lima',
  projectUuid: ProjectUuid.parse(uuid(1, 1)),
  projectName: 'Loja Exemplo Brasil',
  role: 'agent',
};
export const SECTORS = [
  { sectorUuid: SectorUuid.parse(uuid(2, 1)), name: 'Suporte', canTrigger: false },
  { sectorUuid: SectorUuid.parse(uuid(2, 2)), name: 'Cobrança', canTrigger: true },
];

const FIRST = [
  'Ana',
  'Bruno',
  'Carla',
  'Diego',
  'Eduarda',
  'Fábio',
  'Gabriela',
  'Heitor',
  'Isabela',
  'João',
  'Karina',
  'Lucas',
];
const LAST = [
  'Souza',
  'Ferreira',
  'Barbosa',
  'Marques',
  'Teixeira',
  'Moreira',
  'Martins',
  'Ramos',
  'Nogueira',
  'Pereira',
];

export const ALL_CONTACTS: ContactRow[] = Array.from({ length: 1000 }, (_, n) => {
  const digits = `55119${String(10_000_000 + n * 137).slice(0, 8)}`;
  return {
    contactUuid: ContactUuid.parse(uuid(3, n)),
    name:
      n === 4
        ? null
        : n === 6
          ? 'نور الهدى ‮ Test'
          : n === 9
            ? `Maria ${'Aparecida '.repeat(14)}`
            : `${FIRST[n % 12] ?? ''} ${LAST[(n * 7) % 10] ?? ''}`,
    number: `+55 11 ${digits.slice(4, 9)}-${digits.slice(9)}`,
    digits,
    knownAs: '',
    scheme: n === 11 ? null : 'whatsapp',
    isBlocked: n === 8,
    isStopped: n === 5,
  };
});

export const FLOWS: FlowRow[] = [
  'Boas-vindas',
  'Confirmação de consulta',
  'Cobrança amigável',
  'Pesquisa de satisfação',
  'Retomar atendimento (abre chamado)',
  'Promoção de novembro',
  'Aviso de entrega atrasada na região metropolitana',
  'Segunda via de boleto',
  'Agendamento',
  'Black Friday',
  'Reativação',
  'Lembrete de pagamento',
].map((name, n) => ({
  flowUuid: FlowUuid.parse(uuid(4, n)),
  name,
  isFavourite: n < 2,
  lastUsedAt: n < 5 ? NOW - n * 130 * MINUTE : null,
  about: n < 2 ? { sends: 'templates', text: 'Olá {{nome}}', category: 'UTILITY', trouble: null, readAt: NOW } : null,
}));
export const GROUPS: GroupRow[] = [
  ['Clientes ativos', 1240, false],
  ['Inadimplentes', 86, true],
  ['Newsletter', 10_432, true],
  ['VIP', 42, false],
].map(([name, count, isSmart], n) => ({
  groupUuid: GroupUuid.parse(uuid(5, n)),
  name: String(name),
  count: Number(count),
  isSmart: isSmart === true,
}));

/** A flow that sends a template, waits, and opens a chat once the contact has answered. */
export const READING: FlowReadingView = {
  opensChat: { value: 'after-answer', where: [{ sector: 'Vendas', queue: 'Recuperação' }], isOnlyLate: false },
  sendsTemplate: 'yes',
  sendsFreeMessage: 'no',
  marketing: 'no',
  endsAfter: 10_080,
  writes: { fields: [], groups: [] },
  channel: null,
  isWhole: true,
  steps: [
    { kind: 'template', depth: 0, about: 'confirmacao_consulta' },
    { kind: 'wait', depth: 0, about: '', timeoutSeconds: null },
    { kind: 'ticket', depth: 0, about: 'Vendas › Recuperação', place: { sector: 'Vendas', queue: 'Recuperação' } },
  ],
  areStepsCut: false,
  rehearsal: {
    items: [
      { kind: 'template', depth: 0, startsPath: false, text: 'confirmacao_consulta' },
      { kind: 'wait', depth: 0, startsPath: false, text: '' },
    ],
    isCut: false,
  },
};

export const PREVIEW: FlowPreview = {
  flowUuid: FlowUuid.parse(uuid(4, 1)),
  sends: 'templates',
  variables: [],
  otherVariables: [],
  readsAnyVariable: false,
  unlistedTemplates: [],
  isDefinitionRead: true,
  unfilled: [],
  batchRisk: null,
  reading: READING,
  mark: '1',
  templates: [
    {
      name: 'confirmacao_consulta',
      language: 'pt_BR',
      status: 'APPROVED',
      category: 'UTILITY',
      header: { format: 'TEXT', text: 'Clínica Exemplo' },
      body: 'Olá {{nome}}, sua consulta é em {{data}}.\nPodemos confirmar?',
      footer: 'Responda SAIR para não receber',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Confirmar' },
        { type: 'QUICK_REPLY', text: 'Remarcar' },
      ],
      variables: ['nome', 'data'],
    },
  ],
};
export const PREVIEW_WITH_VARIABLES: FlowPreview = { ...PREVIEW, variables: ['nome', 'data'] };

/** A draft with the first `count` sendable contacts and the second flow. */
export function draftOf(count: number, change: Partial<Draft> = {}): Draft {
  return {
    flowUuid: FLOWS[1]?.flowUuid ?? null,
    flowName: FLOWS[1]?.name ?? null,
    people: ALL_CONTACTS.filter((row) => !row.isBlocked && !row.isStopped && row.scheme !== null)
      .slice(0, count)
      .map((row) => ({ contactUuid: row.contactUuid, name: row.name, origins: [{ kind: 'hand' }] })),
    groups: [],
    variables: {},
    unresolvedLines: [],
    mode: 'singles',
    returned: null,
    revision: 3,
    ...change,
  };
}

export function toReport(draft: Draft, change: Partial<PreflightReport> = {}): PreflightReport {
  return {
    draftRevision: draft.revision,
    flowUuid: draft.flowUuid,
    evaluatedAt: NOW,
    status: 'complete',
    people: draft.people.length,
    requests: draft.people.length,
    batchesPossible: false,
    batchRefusal: 'open-chats',
    flowMark: '1',
    dropped: [],
    findings: [],
    checks: { done: draft.people.length, total: draft.people.length, failed: 0 },
    budget: { perHour: 1000, used: 12, share: draft.people.length / 1000 },
    durationMs: draft.people.length * 700,
    firstText: null,
    cap: 200,
    ...change,
  };
}

/** A report with one finding of each kind. */
export function fullReport(draft: Draft): PreflightReport {
  const some = (from: number, count: number, details: Record<string, string> = {}) =>
    draft.people
      .slice(from, from + count)
      .map((person) => ({ contactUuid: person.contactUuid, name: person.name, details }));
  return toReport(draft, {
    batchesPossible: true,
    batchRefusal: null,
    checks: { done: draft.people.length, total: draft.people.length, failed: 2 },
    dropped: [
      {
        reason: 'blocked',
        groupUuid: GROUPS[0]?.groupUuid ?? GroupUuid.parse(uuid(5, 0)),
        groupName: 'Clientes ativos',
        count: 3,
        people: [],
      },
    ],
    findings: [
      { kind: 'stopped', level: 'blocker', people: some(0, 1), details: {} },
      { kind: 'open-chat', level: 'warning', people: some(1, 3, { queue: 'Suporte N1', agent: 'Beto' }), details: {} },
      { kind: 'sent-by-us', level: 'warning', people: some(4, 2, { at: String(NOW - 300 * MINUTE) }), details: {} },
      { kind: 'window-closed', level: 'unknown', people: some(6, 2), details: {} },
      { kind: 'sender-offline', level: 'warning', people: [], details: {} },
    ],
    firstText: {
      contactUuid: draft.people[0]?.contactUuid ?? ContactUuid.parse(uuid(3, 0)),
      name: draft.people[0]?.name ?? null,
      templates: [
        {
          header: [{ kind: 'text', text: 'Clínica Exemplo' }],
          body: [
            { kind: 'text', text: 'Olá ' },
            { kind: 'value', placeholder: '1', text: 'Ana' },
            { kind: 'text', text: ', sua consulta é amanhã.' },
          ],
          footer: [],
          buttons: [[{ kind: 'text', text: 'Confirmar' }]],
        },
      ],
    },
  });
}

export function dispatchOf(
  n: number,
  counts: Partial<PersonCounts>,
  change: Partial<DispatchRow> = {},
  replied = 0,
): DispatchView {
  const all = { ...noCounts(), ...counts };
  const total = Object.values(all).reduce((sum, one) => sum + one, 0);
  const flow = FLOWS[n % FLOWS.length];
  return {
    row: {
      dispatchId: DispatchId.parse(uuid(6, n)),
      sessionId: SESSION.sessionId,
      agentKey: 'https://chats.example|ana@example.com',
      projectUuid: SESSION.projectUuid,
      flowUuid: flow?.flowUuid ?? FlowUuid.parse(uuid(4, 0)),
      flowName: flow?.name ?? '',
      mode: 'singles',
      total,
      state: { status: 'finished', at: NOW - n * 300 * MINUTE },
      createdAt: NOW - (n * 400 + 5) * MINUTE,
      startedAt: NOW - (n * 400 + 5) * MINUTE,
      finishedAt: null,
      touchedAt: NOW,
      parentId: null,
      isTest: false,
      ...change,
    },
    counts: all,
    replied,
    ahead: 0,
  };
}

/** The people of a dispatch, in the order of its counts. */
export function peopleOf(view: DispatchView): PersonRow[] {
  const reasons: Partial<Record<PersonStatus, PersonRow['reason']>> = {
    refused: 'room-already-waiting',
    unknown: 'no-answer',
    skipped: 'blocked',
    checking: 'proxy-error',
  };
  const statuses = (Object.entries(view.counts) as [PersonStatus, number][]).flatMap(([status, count]) =>
    Array.from({ length: count }, () => status),
  );
  return statuses.map((status, n) => ({
    dispatchId: view.row.dispatchId,
    n,
    agentKey: view.row.agentKey,
    contactUuid: ContactUuid.parse(uuid(3, n)),
    name: ALL_CONTACTS[n]?.name ?? null,
    status,
    reason: reasons[status] ?? null,
    batch: null,
    roomUuid: null,
    params: null,
    sentAt: NOW,
    checkingSince: status === 'checking' ? NOW - 2 * MINUTE : null,
    settledAt: null,
    startUuid: null,
    acceptedAt: status === 'accepted' ? NOW - MINUTE : null,
    attempts: 1,
    retryOf: null,
  }));
}

export function awaitedOf(n: number, change: Partial<AwaitedRow> = {}): AwaitedRow {
  return {
    id: `d:${n}`,
    sessionId: SESSION.sessionId,
    agentKey: 'https://chats.example|ana@example.com',
    projectUuid: SESSION.projectUuid,
    contactUuid: ContactUuid.parse(uuid(3, n)),
    contactName: ALL_CONTACTS[n]?.name ?? null,
    flowUuid: null,
    flowName: FLOWS[n % 3]?.name ?? '',
    dispatchId: null,
    origin: 'disparo',
    sentAt: NOW - (n + 1) * 17 * MINUTE,
    status: 'sent',
    place: { kind: 'none' },
    roomUuid: null,
    ticketUuid: null,
    repliedAt: null,
    replyMessageUuid: null,
    openedAt: null,
    remindAt: null,
    updatedAt: NOW - n * MINUTE,
    ...change,
  };
}

export const AWAITED: AwaitedRow[] = [
  awaitedOf(0, { status: 'replied', repliedAt: NOW - 4 * MINUTE, place: { kind: 'mine' } }),
  awaitedOf(1, { status: 'replied', repliedAt: NOW - 40 * MINUTE, place: { kind: 'queue', queueName: 'Suporte N1' } }),
  awaitedOf(2, { status: 'waiting-room', roomUuid: RoomUuid.parse(uuid(7, 2)) }),
  awaitedOf(3, { origin: 'chats' }),
  awaitedOf(4),
  awaitedOf(6, { status: 'ticket-opened' }),
  awaitedOf(7, { status: 'opened', place: { kind: 'taken', agentName: 'Beto' } }),
  awaitedOf(9, { status: 'expired' }),
];
