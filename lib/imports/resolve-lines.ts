import type { ContactUuid } from '../ids.ts';
import type { ContactHit } from '../contacts/contact.ts';
import { unsendableReason, urnDigits } from '../contacts/contact-row.ts';
import {
  isAborted,
  type ListContactsPage,
  readFailure,
  walkContacts,
  type WalkEnd,
} from '../contacts/contact-pages.ts';
import type { LineResult, UnresolvedReason } from '../numbers/line-result.ts';
import type { ClassifiedLine } from './lines.ts';
import { phoneKey } from '../numbers/phone-key.ts';

/**
 * Above this number of look-ups, all contacts are read page by page instead of one call per number, because Flows calls
 * are rationed.
 */
const MAX_SINGLE_LOOKUPS = 50;
/** Number of Flows calls that one resolution may make. */
const MAX_RESOLVE_CALLS = 60;
/** The second sweep starts this long before the newest row of the first one, to catch rows that changed meanwhile. */
const OVERLAP_MS = 1000;

/** The searches that a resolution uses. */
export interface ResolvePorts {
  readonly listContactsPage: ListContactsPage;
  /**
   * Flows' own contact search, if its host is known. It is asked only for numbers that the rationed calls did not
   * reach. The caller limits its rate (4 a second), and its calls are counted separately. Its results have no `blocked`
   * and `stopped`; the pre-flight reads both later.
   */
  readonly elasticSearch?: (digits: string, signal: AbortSignal | undefined) => Promise<readonly ContactHit[]>;
}

interface ResolveProgress {
  readonly done: number;
  readonly total: number;
  readonly calls: number;
}

/** Limits and callbacks of a resolution. */
export interface ResolveOptions {
  readonly signal?: AbortSignal | undefined;
  readonly maxCalls?: number;
  readonly limit?: number;
  readonly onProgress?: (progress: ResolveProgress) => void;
}

/**
 * `end` other than `complete`: some lines are `unresolved`; the results of the others are valid. `elasticCalls` do not
 * count against the budget of Flows' API.
 */
export interface Resolution {
  readonly results: readonly LineResult[];
  readonly end: WalkEnd;
  readonly calls: number;
  readonly elasticCalls: number;
  readonly badRows: number;
}

type Parsed = Extract<ClassifiedLine, { status: 'parsed' }>;

interface Work {
  readonly wanted: readonly Parsed[];
  readonly options: ResolveOptions;
  /** Contacts found for a key, by scheme. A whatsapp contact is preferred to all others. */
  readonly found: Map<
    string,
    { readonly whatsapp: Map<ContactUuid, ContactHit>; readonly other: Map<ContactUuid, ContactHit> }
  >;
  /** Keys whose look-up was completed. */
  readonly asked: Set<string>;
  readonly run: { calls: number; elasticCalls: number; badRows: number };
}

/**
 * Finds the contact of every line. The first line of a number counts; later lines with the same number, in any
 * spelling, are duplicates. Two contacts with one number make the line ambiguous. A few numbers are looked up one by
 * one; for many, all contacts are read once. Never rejects.
 */
export async function resolveLines(
  ports: ResolvePorts,
  lines: readonly ClassifiedLine[],
  options: ResolveOptions = {},
): Promise<Resolution> {
  const firstOfKey = new Map<string, Parsed>();
  for (const line of lines) {
    if (line.status === 'parsed' && !firstOfKey.has(line.phone.key)) firstOfKey.set(line.phone.key, line);
  }
  const work: Work = {
    wanted: [...firstOfKey.values()],
    options,
    found: new Map(),
    asked: new Set(),
    run: { calls: 0, elasticCalls: 0, badRows: 0 },
  };
  for (const line of work.wanted) work.found.set(line.phone.key, { whatsapp: new Map(), other: new Map() });
  const lookUps = work.wanted.reduce((sum, line) => sum + line.phone.spellings.length, 0);
  let end = lookUps <= MAX_SINGLE_LOOKUPS ? await askOneByOne(ports, work) : await sweepContacts(ports, work);
  if (ports.elasticSearch !== undefined && (end === 'budget' || end === 'failed'))
    end = await askElastic(ports.elasticSearch, work);
  return { results: lines.map((line) => judgeLine(line, { firstOfKey, work, end })), end, ...work.run };
}

async function askOneByOne(ports: ResolvePorts, work: Work): Promise<WalkEnd> {
  const { options, run } = work;
  for (const [index, line] of work.wanted.entries()) {
    for (const digits of line.phone.spellings) {
      if (isAborted(options.signal)) return 'cancelled';
      if (run.calls >= (options.maxCalls ?? MAX_RESOLVE_CALLS)) return 'budget';
      run.calls += 1;
      try {
        const page = await ports.listContactsPage({ urn: `whatsapp:${digits}`, signal: options.signal });
        run.badRows += page.badRows;
        for (const contact of page.rows) remember(work, contact);
      } catch (error) {
        return isAborted(options.signal) ? 'cancelled' : readFailure(error).end;
      }
    }
    work.asked.add(line.phone.key);
    options.onProgress?.({ done: index + 1, total: work.wanted.length, calls: run.calls });
  }
  return 'complete';
}

async function sweepContacts(ports: ResolvePorts, work: Work): Promise<WalkEnd> {
  const { options, run } = work;
  const maxCalls = options.maxCalls ?? MAX_RESOLVE_CALLS;
  let newestAt = 0;
  // Start with a large page; walkContacts halves it when the server refuses.
  const shared = { signal: options.signal, ...(options.limit === undefined ? {} : { limit: options.limit }) };
  const sweep = await walkContacts(
    ports.listContactsPage,
    {},
    {
      ...shared,
      // Keep one call for the rows that change meanwhile.
      maxCalls: maxCalls - 1,
      onPage(page) {
        for (const contact of page.rows) {
          newestAt = Math.max(newestAt, contact.modifiedAt);
          remember(work, contact);
        }
        options.onProgress?.({ done: countFound(work), total: work.wanted.length, calls: page.calls });
      },
    },
  );
  run.calls = sweep.calls;
  run.badRows = sweep.badRows;
  if (sweep.end !== 'complete') return sweep.end;
  // The list is ordered by time of change, so a contact that changed during the sweep has moved to a page already read.
  // Both times are the server's.
  const again = await walkContacts(
    ports.listContactsPage,
    { after: newestAt - OVERLAP_MS },
    {
      ...shared,
      maxCalls: maxCalls - run.calls,
      onPage: (page) => {
        for (const contact of page.rows) remember(work, contact);
      },
    },
  );
  run.calls += again.calls;
  run.badRows += again.badRows;
  if (again.end === 'complete') for (const line of work.wanted) work.asked.add(line.phone.key);
  return again.end;
}

async function askElastic(search: NonNullable<ResolvePorts['elasticSearch']>, work: Work): Promise<WalkEnd> {
  const { options, run } = work;
  for (const line of work.wanted) {
    if (work.asked.has(line.phone.key) || countHits(work, line.phone.key) > 0) continue;
    if (isAborted(options.signal)) return 'cancelled';
    run.elasticCalls += 1;
    try {
      // All spellings of a number share its last eight digits.
      for (const hit of await search(line.phone.digits.slice(-8), options.signal)) remember(work, hit);
    } catch (error) {
      return isAborted(options.signal) ? 'cancelled' : readFailure(error).end;
    }
    work.asked.add(line.phone.key);
    options.onProgress?.({ done: countFound(work), total: work.wanted.length, calls: run.calls });
  }
  return 'complete';
}

function remember(work: Work, contact: ContactHit): void {
  for (const urn of contact.urns) {
    const digits = urnDigits(urn);
    const hits = digits === '' ? undefined : work.found.get(phoneKey(digits));
    if (hits !== undefined) (urn.scheme === 'whatsapp' ? hits.whatsapp : hits.other).set(contact.contactUuid, contact);
  }
}

function countHits(work: Work, key: string): number {
  const hits = work.found.get(key);
  return hits === undefined ? 0 : hits.whatsapp.size + hits.other.size;
}

function countFound(work: Work): number {
  return work.wanted.filter((line) => countHits(work, line.phone.key) > 0).length;
}

function judgeLine(
  line: ClassifiedLine,
  facts: { readonly firstOfKey: ReadonlyMap<string, Parsed>; readonly work: Work; readonly end: WalkEnd },
): LineResult {
  const base = { line: line.line, text: line.text };
  const values = line.values === undefined ? {} : { values: { ...line.values } };
  if (line.status === 'invalid') return { ...base, status: 'invalid', reason: line.reason, name: line.name, ...values };
  if (line.status === 'unclear')
    return {
      ...base,
      status: 'unclear',
      reason: line.reason,
      readings: line.readings.map((phone) => phone.digits),
      name: line.name,
      ...values,
    };
  const { key, digits } = line.phone;
  const first = facts.firstOfKey.get(key);
  if (first !== undefined && first !== line)
    return { ...base, status: 'duplicate', firstLine: first.line, name: line.name, ...values };
  const hits = facts.work.found.get(key);
  const contacts = [
    ...(hits === undefined ? [] : hits.whatsapp.size > 0 ? hits.whatsapp.values() : hits.other.values()),
  ];
  const only = contacts[0];
  if (only === undefined) {
    return facts.work.asked.has(key)
      ? { ...base, status: 'not-found', digits, name: line.name, ...values }
      : { ...base, status: 'unresolved', digits, name: line.name, reason: toReason(facts.end), ...values };
  }
  const found = contacts.map((contact) => ({
    contactUuid: contact.contactUuid,
    name: contact.name,
    digits: matchingDigits(contact, key),
  }));
  if (contacts.length > 1) return { ...base, status: 'ambiguous', candidates: found, ...values };
  const unsendable = unsendableReason({
    isBlocked: only.blocked ?? false,
    isStopped: only.stopped ?? false,
    scheme: only.urns[0]?.scheme ?? null,
  });
  return {
    ...base,
    status: 'found',
    contact: { contactUuid: only.contactUuid, name: only.name, digits: matchingDigits(only, key) },
    unsendable,
    ...values,
  };
}

function matchingDigits(contact: ContactHit, key: string): string {
  return contact.urns.map(urnDigits).find((digits) => digits !== '' && phoneKey(digits) === key) ?? '';
}

function toReason(end: WalkEnd): UnresolvedReason {
  switch (end) {
    case 'cancelled':
    case 'budget':
    case 'never-ending':
    case 'offline':
    case 'session':
      return end;
    // After `complete`, every number was looked up, so this line can exist only by a bug. Call it failed: neither found
    // nor not found would be true.
    case 'complete':
    case 'stopped':
    case 'gone':
    case 'failed':
      return 'failed';
    default:
      return end satisfies never;
  }
}
