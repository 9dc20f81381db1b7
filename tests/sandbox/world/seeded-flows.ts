import { enterFlow, message, split, step, ticketNodes } from '../flows/definitions.ts';
import type { Flow, FlowNode, FlowTemplate, MetaTemplate, TicketMoment } from '../flows/types.ts';
import { indexedUuid } from '../random-ids.ts';

const LABELS = {
  chats: { uuid: indexedUuid('56000000', 1), name: 'chats' },
  sales: { uuid: indexedUuid('56000000', 2), name: 'vendas' },
  upper: { uuid: indexedUuid('56000000', 3), name: 'Chats' },
  spaced: { uuid: indexedUuid('56000000', 4), name: 'chats ' },
  singular: { uuid: indexedUuid('56000000', 5), name: 'chat' },
} as const;

type LabelKey = keyof typeof LABELS;

function meta(
  id: number,
  name: string,
  status: MetaTemplate['status'],
  body: string,
  rest: Partial<MetaTemplate> = {},
): MetaTemplate {
  return {
    id: String(9_000_000_000_000 + id),
    name,
    language: 'pt_BR',
    status,
    category: 'MARKETING',
    components: [{ type: 'BODY', text: body }],
    ...rest,
  };
}

const order: FlowTemplate = {
  variables: ['name', 'order'],
  name: 'order_update',
  data: meta(1, 'order_update', 'APPROVED', 'Oi {{1}}, seu pedido {{2}} saiu para entrega.', {
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Seu pedido' },
      {
        type: 'BODY',
        text: 'Oi {{1}}, seu pedido {{2}} saiu para entrega.',
        example: { body_text: [['Ana', '#1000']] },
      },
      { type: 'FOOTER', text: 'Loja Central' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Quero ajuda' },
          { type: 'URL', text: 'Acompanhar', url: 'https://loja.example/pedido' },
        ],
      },
    ],
  }),
};
const welcome: FlowTemplate = {
  variables: [],
  name: 'welcome',
  data: meta(2, 'welcome', 'APPROVED', 'Olá! Podemos conversar agora?', {
    components: [
      { type: 'BODY', text: 'Olá! Podemos conversar agora?' },
      { type: 'BUTTONS', buttons: [{ type: 'PHONE_NUMBER', text: 'Ligar', phone_number: '+551140000000' }] },
    ],
  }),
};
const pending: FlowTemplate = {
  variables: [],
  name: 'spring_sale',
  data: meta(3, 'spring_sale', 'PENDING', 'Promoção de primavera!'),
};
const rejected: FlowTemplate = {
  variables: ['name'],
  name: 'last_call',
  data: meta(4, 'last_call', 'REJECTED', 'Última chance, {{1}}!'),
};
const missing: FlowTemplate = { variables: ['name'], name: 'gone_template', data: null };
const missingToo: FlowTemplate = { variables: ['code'], name: 'gone_code', data: null };

interface Draft {
  readonly name: string;
  readonly labels: readonly LabelKey[];
  readonly templates?: readonly FlowTemplate[];
  readonly ticket?: TicketMoment;
  readonly archived?: boolean;
  readonly type?: Flow['type'];
  /** Returns the nodes of the flow, given its queue and the uuids of the project's other flows. */
  readonly nodes?: (queue: string, uuidOf: (number: number) => string) => readonly FlowNode[];
}

/** Flows 1 to 15, newest first: the order of SEED.flows. */
const NAMED: readonly Draft[] = [
  { name: 'Retomar atendimento', labels: ['chats'] },
  { name: 'Atualização de pedido', labels: ['chats', 'sales'], templates: [order] },
  { name: 'Boas-vindas', labels: ['chats'], templates: [welcome] },
  { name: 'Entrega em dois passos', labels: ['chats'], templates: [welcome, order] },
  { name: 'Promoção (modelo em análise)', labels: ['chats'], templates: [pending] },
  { name: 'Cobrança final (modelo rejeitado)', labels: ['chats'], templates: [rejected] },
  { name: 'Modelo que sumiu', labels: ['chats'], templates: [missing] },
  { name: 'Chamado imediato', labels: ['chats'], ticket: 'atOnce' },
  { name: 'Só aviso', labels: ['chats'], ticket: 'never' },
  { name: 'Antigo arquivado', labels: ['chats'], archived: true },
  { name: 'Etiqueta Chats maiúscula', labels: ['upper'] },
  { name: 'Etiqueta com espaço', labels: ['spaced'] },
  { name: 'Etiqueta chat singular', labels: ['singular'] },
  { name: 'Menu principal', labels: [] },
  { name: 'Chamada de voz', labels: ['chats'], type: 'voice' },
];

/** The flows after the named ones, by number, with their labels. */
const SHAPED: Readonly<Record<number, Omit<Draft, 'labels'>>> = {
  16: { name: 'Dois avisos, um sumiu', templates: [welcome, missingToo] },
  17: {
    name: 'Atende por subfluxo',
    nodes: (_queue, uuidOf) => [
      step(1, [message('Oi!')], 2),
      split(
        2,
        [
          { name: 'Complete', next: 3 },
          { name: 'Expired', next: null },
        ],
        { actions: [enterFlow(uuidOf(21), 'Abre atendimento')], operand: '@child.status' },
      ),
      step(3, [message('Até logo.')]),
    ],
  },
  19: {
    name: 'Consulta e atende',
    nodes: (queue) => [
      split(
        1,
        [
          { name: 'Success', next: 2 },
          { name: 'Failure', next: null },
        ],
        {
          actions: [{ type: 'call_webhook', method: 'GET', url: 'https://erp.example/', result_name: 'Consulta' }],
          operand: '@results.consulta.category',
        },
      ),
      ...ticketNodes(2, queue),
    ],
  },
  20: {
    name: 'Ação nova',
    nodes: () => [step(1, [{ type: 'summon_agent', whom: 'anyone' }], 2), step(2, [message('Oi!')])],
  },
  21: { name: 'Abre atendimento', nodes: (queue) => ticketNodes(1, queue) },
};

const TOTAL = 75;
const DAY_MS = 24 * 3_600_000;

/**
 * 75 flows of the central project, newest first. With 20 to a page the second page (flows 21 to 40) has no `chats` flow at all:
 * the engine answers it with an empty `results` and a `next`.
 */
export function seededFlows(nowMs: number, queue: string, uuidPrefix = '54000000', total = TOTAL): Flow[] {
  const newest = Math.floor(nowMs / DAY_MS) * DAY_MS - DAY_MS;
  return Array.from({ length: total }, (_, place): Flow => {
    const number = place + 1;
    const draft: Draft = NAMED[place] ?? {
      name: `Fluxo ${String(number).padStart(2, '0')}`,
      ...SHAPED[number],
      labels:
        number > 20 && number <= 40 ? (number % 2 === 0 ? ['sales'] : []) : number % 3 === 0 ? ['sales'] : ['chats'],
    };
    return {
      uuid: indexedUuid(uuidPrefix, number),
      name: draft.name,
      type: draft.type ?? 'message',
      archived: draft.archived ?? false,
      labels: draft.labels.map((key) => LABELS[key]),
      createdAt: newest - place * DAY_MS,
      modifiedAt: newest - place * DAY_MS + 3_600_000,
      templates: draft.templates ?? [],
      text: 'Oi! Podemos continuar nossa conversa?',
      ticket: draft.ticket ?? 'afterReply',
      queue,
      isDeleted: false,
      nodes: draft.nodes?.(queue, (other) => indexedUuid(uuidPrefix, other)) ?? null,
    };
  });
}
