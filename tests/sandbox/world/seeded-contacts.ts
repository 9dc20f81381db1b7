import type { ContactRecipe } from '../flows/contact-store.ts';
import type { FlowsContact } from '../flows/types.ts';
import { indexedUuid } from '../random-ids.ts';
import { SEED, SPECIAL_PREFIX } from './seed-ids.ts';

const FIRST = [
  'Ana',
  'Bruno',
  'Carla',
  'Diego',
  'Elisa',
  'Fábio',
  'Gabriela',
  'Heitor',
  'Inês',
  'João',
  'Karen',
  'Léo',
  'Márcia',
  'Nélson',
  'Olívia',
  'Paulo',
  'Quitéria',
  'Renata',
  'Sérgio',
  'Tânia',
  'Ubirajara',
  'Vitória',
  'Wagner',
  'Xênia',
  'Yara',
  'Zuleica',
  'Antônio',
  'Beatriz',
  'Conceição',
];
const LAST = [
  'Souza',
  'Lima',
  'Dias',
  'Alves',
  'Rocha',
  'Nunes',
  'Araújo',
  'Conceição',
  'Gonçalves',
  'Magalhães',
  'Brandão',
  'Sá',
  'Cruz',
  'Muñoz',
  'Peixoto',
  'Quintão',
  'Ribeiro',
  'Tavares',
  'Uchôa',
  'Vasconcelos',
  'Xavier',
];
const AREA = ['11', '21', '31', '41', '51', '61', '71', '81', '82', '85', '91', '92'];
const CITIES = ['Maceió', 'Recife', 'São Paulo', 'Curitiba', 'Belém'];

function pick<Value>(list: readonly Value[], index: number): Value {
  const value = list[index % list.length];
  if (value === undefined) throw new Error('empty list');
  return value;
}

/** A Brazilian mobile with its ninth digit that is different for every index below ten million. */
function mobile(index: number): string {
  return `55${pick(AREA, index)}9${String(80_000_000 + index).padStart(8, '0')}`;
}

const MINUTE_MS = 60_000;

interface Special {
  readonly name: string | null;
  readonly urns: readonly string[];
  readonly blocked?: boolean;
  readonly stopped?: boolean;
  readonly language?: string | null;
  readonly fields?: Readonly<Record<string, string | null>>;
}

/**
 * People with unusual data that break careless code. Their uuids are SPECIAL_PREFIX and their number in this list, from
 * 1.
 */
const SPECIAL_PEOPLE: readonly Special[] = [
  { name: null, urns: ['whatsapp:5511987650001'] },
  { name: '', urns: ['whatsapp:5511987650002'] },
  { name: '<script>window.__pwned = true</script>', urns: ['whatsapp:5511987650003'] },
  { name: '<img src=x onerror="window.__pwned = true">', urns: ['whatsapp:5511987650004'] },
  { name: '\u202EoãoJ adlavE', urns: ['whatsapp:5511987650005'] },
  { name: 'عائشة الخطيب', urns: ['whatsapp:971501234567'] },
  { name: '👩‍👩‍👧‍👦 Família Ramos 🎉', urns: ['whatsapp:5511987650007'] },
  { name: 'Nome Longo '.repeat(910).slice(0, 10_000), urns: ['whatsapp:5511987650008'] },
  { name: 'Blocked Bento', urns: ['whatsapp:5511987650009'], blocked: true },
  { name: 'Stopped Sara', urns: ['whatsapp:5511987650010'], stopped: true },
  { name: 'Sem Urn', urns: [] },
  { name: 'Telegram Tito', urns: ['telegram:448877661'] },
  { name: 'Facebook Flora', urns: ['facebook:10203040506070'] },
  { name: 'Instagram Íris', urns: ['instagram:99887766'] },
  { name: 'Externo Enzo', urns: ['ext:cliente-42'] },
  { name: 'Telefone Telma', urns: ['tel:+558233334444'] },
  { name: 'Muitas Urns Mauro', urns: ['whatsapp:5511987650017', 'tel:+5511987650017', 'telegram:77665544'] },
  // One person, twice: with and without the ninth digit.
  { name: 'Duplicada Dora', urns: ['whatsapp:5582991234567'] },
  { name: 'Duplicada Dora', urns: ['whatsapp:558291234567'] },
  { name: 'Sem Nono Nadir', urns: ['whatsapp:558188776655'] },
  { name: 'Fixo Fábio', urns: ['whatsapp:551133334444'] },
  { name: 'Argentino Ariel', urns: ['whatsapp:5491123456789'] },
  { name: 'Portuguesa Paula', urns: ['whatsapp:351912345678'] },
  { name: 'American Amy', urns: ['whatsapp:14155552671'] },
  { name: 'Business Scoped', urns: ['whatsapp:BR.1234567890abcdef'] },
  { name: 'Zoë Ångström', urns: ['whatsapp:5511987650026'] },
  { name: 'JOSÉ DA SILVA', urns: ['whatsapp:5511987650027'] },
  { name: 'Jose da Silva', urns: ['whatsapp:5511987650028'] },
  { name: '=HYPERLINK("http://exemplo")', urns: ['whatsapp:5511987650029'] },
  { name: '12345', urns: ['whatsapp:5511987650030'], language: null },
  // Known to WhatsApp by a business-scoped id first; the number is the second address.
  { name: 'Escopo Estela', urns: ['whatsapp:BR.35029025746744354', 'whatsapp:5511987650031'] },
  // The number is hidden behind a username.
  {
    name: 'Usuária Úrsula',
    urns: ['whatsapp:BR.35029025746744355'],
    fields: { whatsapp_username: 'ursula.reis' },
  },
];

export function specialUuid(place: number): string {
  return indexedUuid(SPECIAL_PREFIX, place);
}

type Groups = FlowsContact['groups'];

/** Contacts of a seeded project: `count` ordinary people by index, and (in the central project) the special ones after the twentieth. */
export function contactRecipe(
  uuidPrefix: string,
  count: number,
  nowMs: number,
  groupsOf: (index: number) => Groups,
  withSpecials: boolean,
): ContactRecipe {
  const newest = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - 60 * MINUTE_MS;
  // Times with and without microseconds alternate, so that cursors occur with and without base64 padding.
  const modifiedAt = (index: number): number => newest - index * MINUTE_MS + (index % 2 === 0 ? 0 : 250.125);
  function make(index: number): FlowsContact {
    const first = pick(FIRST, index);
    const last = pick(LAST, Math.floor(index / FIRST.length) + index);
    const round = Math.floor(index / (FIRST.length * LAST.length));
    return {
      index,
      uuid: indexedUuid(uuidPrefix, index),
      name: round === 0 ? `${first} ${last}` : `${first} ${last} ${round + 1}`,
      language: 'por',
      urns: [`whatsapp:${mobile(index)}`],
      groups: groupsOf(index),
      fields: { city: pick(CITIES, index), order_id: `#${1000 + index}`, vip: index % 10 === 0 ? 'yes' : null },
      blocked: false,
      stopped: false,
      isDeleted: false,
      createdAt: modifiedAt(index) - 30 * 24 * 60 * MINUTE_MS,
      modifiedAt: modifiedAt(index),
      lastSeenAt: index % 3 === 0 ? modifiedAt(index) - MINUTE_MS : null,
    };
  }
  const extra = !withSpecials
    ? []
    : SPECIAL_PEOPLE.map((special, place): FlowsContact => {
        const at = modifiedAt(19) - 1000 - place;
        return {
          index: count + place,
          uuid: specialUuid(place + 1),
          name: special.name,
          language: special.language === undefined ? 'por' : special.language,
          urns: special.urns,
          groups: [],
          fields: special.fields ?? {},
          blocked: special.blocked ?? false,
          stopped: special.stopped ?? false,
          isDeleted: false,
          createdAt: at - 30 * 24 * 60 * MINUTE_MS,
          modifiedAt: at,
          lastSeenAt: null,
        };
      });
  return { uuidPrefix, count, make, extra };
}

export interface SeededGroup {
  readonly uuid: string;
  readonly name: string | null;
  readonly query: string | null;
  readonly has: (index: number) => boolean;
  readonly count: number;
}

/** The groups of the central project, for this number of ordinary people. */
export function seededGroups(count: number): SeededGroup[] {
  const upTo = (limit: number) => ({
    has: (index: number) => index < Math.min(limit, count),
    count: Math.min(limit, count),
  });
  const groups: SeededGroup[] = [
    { uuid: SEED.groups.threeHundred, name: 'Campanha 300', query: null, ...upTo(300) },
    {
      uuid: SEED.groups.vip,
      name: 'VIP',
      query: null,
      has: (index) => index < count && index % 10 === 0,
      count: Math.ceil(count / 10),
    },
    {
      uuid: SEED.groups.smart,
      name: 'Maceió (inteligente)',
      query: 'city = "Maceió"',
      has: (index) => index < count && index % CITIES.length === 0,
      count: Math.ceil(count / CITIES.length),
    },
    { uuid: SEED.groups.nameless, name: null, query: null, ...upTo(5) },
    { uuid: SEED.groups.empty, name: 'Vazio', query: null, has: () => false, count: 0 },
  ];
  if (count >= 10_000)
    groups.push({ uuid: SEED.groups.tenThousand, name: 'Base 10 mil', query: null, ...upTo(10_000) });
  return groups;
}
