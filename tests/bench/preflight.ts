import { EMPTY_DRAFT } from '../../lib/draft/draft.ts';
import { ContactUuid, FlowUuid } from '../../lib/ids.ts';
import { PLACES_WITHOUT_METADATA } from '../../lib/numbers/phone.ts';
import { createPreflightRunner, type PreflightPorts } from '../../lib/preflight/preflight-runner.ts';
import type { Contact } from '../../lib/contacts/contact.ts';
import { type Group, median, rounded } from './figure.ts';

const PEOPLE = 300;
const ROUNDS = 20;
const NOW = Date.UTC(2026, 10, 20, 15);
const ids = Array.from({ length: PEOPLE }, (_, n) =>
  ContactUuid.parse(`a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
);
const contacts = ids.map((contactUuid, n): Contact => ({
  contactUuid,
  name: `Person ${n}`,
  urns: [{ scheme: 'whatsapp', path: `55829${80_000_000 + n}` }],
  groups: [],
  fields: { order: `#${n}` },
  blocked: false,
  stopped: false,
  lastSeenAt: null,
  modifiedAt: NOW - n * 1_000,
}));

/** Ports that answer at once, so that only our own work is measured. */
const ports: PreflightPorts = {
  now: () => NOW,
  listContactsPage: async ({ cursor }) => {
    const from = Number(cursor ?? 0);
    const next = from + 250 < PEOPLE ? String(from + 250) : null;
    return { rows: contacts.slice(from, from + 250), badRows: 0, nextCursor: next };
  },
  gate: async () => ({ open: true }),
  flow: async () => ({
    sends: 'templates',
    templates: [
      {
        name: 'order',
        status: 'APPROVED',
        header: null,
        body: 'Oi {{nome}}, pedido {{pedido}}',
        footer: null,
        buttons: [],
        variables: ['nome', 'pedido'],
      },
    ],
    variables: ['nome', 'pedido'],
    otherVariables: [],
    readsAnyVariable: false,
    unlistedTemplates: [],
    isDefinitionRead: true,
    unfilled: [],
    batchRisk: null,
    reading: { opensChat: { value: 'after-answer', where: [] }, sendsFreeMessage: 'no', marketing: 'no' },
    mark: '1',
  }),
  senderStatus: async () => 'online',
  listRooms: async () => [],
  canSendMessage: async () => false,
  isHeldByFlow: async () => false,
  flowWarning: async () => ({ status: 'none' }),
  sentByUs: async () => new Map(ids.map((id) => [id, { lastAt: NOW - 30 * 3_600_000, count: 1 }])),
  unanswered: async () => new Map(ids.map((id) => [id, { count: 1, waitingFlow: null }])),
  sectors: async () => [],
  groupNames: async () => ['VIP'],
  onOwnList: async () => new Set(ids.slice(0, 3)),
  history: async () => [],
  usedThisHour: async () => 0,
  places: async () => PLACES_WITHOUT_METADATA,
};

/** Measures a whole pre-flight of 300 people with values, without the time that servers need. */
export const preflight: Group = {
  ids: ['preflight.300.ms'],
  async measure() {
    const draft = {
      ...EMPTY_DRAFT,
      flowUuid: FlowUuid.parse('c0000000-0000-4000-8000-000000000001'),
      people: ids.map((contactUuid) => ({ contactUuid, name: null, origins: [{ kind: 'hand' as const }] })),
      variables: {
        nome: { source: { kind: 'contact-first-name' as const }, fallback: 'cliente' },
        pedido: { source: { kind: 'contact-field' as const, field: 'order' }, fallback: '' },
      },
    };
    const samples: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = performance.now();
      const report = await createPreflightRunner(ports, () => null).run({
        draft,
        agent: { name: 'Ana', email: 'ana@example.org' },
        pace: { perHour: 1_000, burst: 100, inFlight: 2, callMs: 400 },
        cap: 200,
        fatigue: { most: 3, days: 7, unanswered: 3 },
        exclusions: { groups: ['VIP'], fields: ['opt_out'] },
        defaultCountry: 'BR',
        cache: 'fresh',
      });
      samples.push(performance.now() - from);
      if (report.findings.find(({ kind }) => kind === 'on-own-list')?.people.length !== 3)
        throw new Error('the pre-flight found something else');
    }
    return [
      {
        id: 'preflight.300.ms',
        value: rounded(median(samples)),
        unit: 'ms',
        n: ROUNDS,
        note: `${PEOPLE} people with two values each, answers of the server at once`,
      },
    ];
  },
};
