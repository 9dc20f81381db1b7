import * as z from 'zod/mini';
import { fold } from '../contacts/fold.ts';
import { getOwn } from '../contacts/own-value.ts';
import { VariableSource, type VariableMapping } from './draft.ts';

/**
 * The sources that an agent chose for a flow's variables, by name. Fixed texts are left out: they belong to one dispatch,
 * and may name a customer.
 */
export const RememberedSources = z.record(z.string(), VariableSource);
export type RememberedSources = z.infer<typeof RememberedSources>;

/** What can be offered as a source now. */
interface Offered {
  /** Columns of the pasted table. */
  readonly columns: readonly string[];
  /** Keys of contact fields, as far as contacts were read. */
  readonly fields: readonly string[];
}

/** The part of a draft's mappings that is remembered for the next dispatch of the flow. */
export function toRemembered(mappings: Readonly<Record<string, VariableMapping>>): RememberedSources {
  return Object.fromEntries(
    Object.entries(mappings).flatMap(([name, { source }]) => (source.kind === 'text' ? [] : [[name, source]])),
  );
}

/** Names as authors of flows write them, without spaces and marks. */
const GUESSES: readonly { readonly kind: VariableSource['kind']; readonly names: readonly string[] }[] = [
  {
    kind: 'contact-first-name',
    names: ['primeironome', 'firstname', 'primernombre', 'nomecurto', 'givenname'],
  },
  {
    kind: 'contact-name',
    names: [
      'nome',
      'name',
      'nombre',
      'nomecompleto',
      'fullname',
      'nombrecompleto',
      'nomecliente',
      'nomedocliente',
      'cliente',
      'customername',
      'contactname',
      'nomecontato',
      'nomedocontato',
    ],
  },
  { kind: 'contact-number', names: ['telefone', 'celular', 'whatsapp', 'phone', 'phonenumber', 'telefono', 'fone'] },
  {
    kind: 'agent-name',
    names: ['atendente', 'nomeatendente', 'nomedoatendente', 'agente', 'agent', 'agentname', 'vendedor', 'asesor'],
  },
];

const bare = (name: string): string => fold(name).replace(/[^\p{L}\p{N}]+/gu, '');

/** Those of `offered` that a variable's name may mean: the one written like it, else all that differ in marks only. */
function namedLike(name: string, offered: readonly string[]): readonly string[] {
  return offered.includes(name) ? [name] : offered.filter((other) => bare(other) === bare(name));
}

/**
 * The source that a variable's name suggests: a column or a field of that name, or a usual word for one. Null also when
 * the name may mean several columns or fields, because they may hold different values.
 */
export function guessSource(name: string, { columns, fields }: Offered): VariableSource | null {
  const wanted = bare(name);
  if (wanted === '') return null;
  const [column, ...otherColumns] = namedLike(name, columns);
  if (column !== undefined) return otherColumns.length > 0 ? null : { kind: 'csv-column', column };
  const guess = GUESSES.find(({ names }) => names.includes(wanted));
  const [field, ...otherFields] = namedLike(name, fields);
  switch (guess?.kind) {
    case 'contact-name':
    case 'contact-first-name':
    case 'contact-number':
      return { kind: guess.kind };
    case 'agent-name':
      // A contact's field of that name tells who attends this contact, which may be somebody else.
      return field === undefined ? { kind: guess.kind } : { kind: 'contact-field', field };
    default:
      return field === undefined || otherFields.length > 0 ? null : { kind: 'contact-field', field };
  }
}

/**
 * The mappings to begin with, for variables that have none yet: what was chosen the last time, else what the name
 * suggests. A remembered column counts only while the pasted table has it.
 *
 * @param names variables that must have a value; for `optional` ones nothing is guessed
 */
export function firstMappings(
  { names, optional }: { readonly names: readonly string[]; readonly optional: readonly string[] },
  known: Offered & {
    readonly mappings: Readonly<Record<string, VariableMapping>>;
    readonly remembered: RememberedSources;
  },
): Record<string, VariableMapping> {
  const first: Record<string, VariableMapping> = {};
  for (const name of [...names, ...optional]) {
    if (getOwn(known.mappings, name) !== undefined) continue;
    const kept = getOwn(known.remembered, name);
    const isUsable = kept !== undefined && (kept.kind !== 'csv-column' || known.columns.includes(kept.column));
    const source = isUsable ? kept : names.includes(name) ? guessSource(name, known) : null;
    if (source !== null) first[name] = { source, fallback: '' };
  }
  return first;
}
