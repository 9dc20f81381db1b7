import type { ContactUuid } from '../ids.ts';
import type { ContactRow } from './contact-row.ts';
import { digitsOf, fold } from './fold.ts';
import { toPlainSigns } from '../numbers/line-text.ts';
import { phoneSpellings } from '../numbers/phone-key.ts';

interface Entry {
  row: ContactRow;
  /** Folded name with a space in front, so that every word starts with a space. */
  name: string;
  /** All spellings of the number, joined by `|`. */
  digits: string;
  /** Folded username or other address. */
  knownAs: string;
}

/**
 * What a typed text searches for. `digits` (without leading zeros) and `typedDigits` are '' for a name; `words` is
 * empty for a number.
 */
export interface PeopleQuery {
  readonly kind: 'all' | 'name' | 'number';
  readonly words: readonly string[];
  readonly digits: string;
  readonly typedDigits: string;
}

/**
 * The loaded contacts, searchable within one frame (16 ms). Every page adds to it; each contact is kept once, in the
 * version read last. We wrote it ourselves because a query means whole word starts or a number in any spelling: a
 * fuzzy-search library would find other contacts than the server does, and is too large for the panel.
 */
export interface ContactIndex {
  readonly size: () => number;
  readonly get: (contactUuid: ContactUuid) => ContactRow | undefined;
  /** Adds or updates rows; returns how many were new. */
  readonly add: (rows: readonly ContactRow[]) => number;
  readonly remove: (contactUuid: ContactUuid) => void;
  readonly clear: () => void;
  /**
   * Matching rows, best first; equally good rows in the order in which they were added. An empty text returns all rows.
   */
  readonly search: (text: string) => readonly ContactRow[];
}

/**
 * Decides whether a typed text is a name or a number. A text with letters is a name (its digits may still match the
 * number); a text without letters is a number.
 */
export function readPeopleQuery(text: string): PeopleQuery {
  const folded = fold(text);
  if (folded === '') return { kind: 'all', words: [], digits: '', typedDigits: '' };
  // Accept a number in any notation: other dashes and spaces, invisible characters, `whatsapp:` in front, a comma
  // behind, quotes, brackets or a chat link around it.
  const plain = toPlainSigns(text)
    .trim()
    .replace(/^(?:whatsapp|tel)\.?\s*:|^(?:https?:\/\/)?wa\.me\/|@(?:c\.us|s\.whatsapp\.net)$/gi, '');
  if (/^[\d\s()+./_,;:"'“”‘’*<>[\]-]*$/.test(plain) && /\d/.test(plain)) {
    // People dial trunk and international zeros, but no stored number begins with them.
    const typedDigits = digitsOf(plain);
    const digits = typedDigits.replace(/^0+(?=\d)/, '');
    return digits === ''
      ? { kind: 'name', words: [folded], digits, typedDigits }
      : { kind: 'number', words: [], digits, typedDigits };
  }
  return { kind: 'name', words: folded.split(' '), digits: '', typedDigits: '' };
}

function toEntry(row: ContactRow): Entry {
  return {
    row,
    name: ` ${fold(row.name ?? '')}`,
    digits: row.digits === '' ? '' : phoneSpellings(row.digits).join('|'),
    knownAs: fold(row.knownAs),
  };
}

/** Quality of a match: 0 is best, 3 worst, -1 is no match. */
function rank(entry: Entry, query: PeopleQuery): number {
  if (query.kind === 'all') return 0;
  if (query.kind === 'number') return rankNumber(entry, query);
  let worst = 0;
  for (const [position, word] of query.words.entries()) {
    const at = entry.name.indexOf(word);
    if (at === -1) {
      const isInNumber = /^\d{2,}$/.test(word) && entry.digits.includes(word);
      if (!isInNumber && !entry.knownAs.includes(word)) return -1;
      worst = Math.max(worst, 2);
    } else if (at !== 1 || position > 0) {
      worst = Math.max(worst, entry.name.includes(` ${word}`) ? 1 : 2);
    }
  }
  return worst;
}

function rankNumber(entry: Entry, query: PeopleQuery): number {
  // `0001` may be the end of a number, and `082…` a dialled one. After zeros, one or two digits would match nearly
  // every number, so at least three are needed.
  const isDialled = query.digits.length >= 3 && !entry.digits.includes(query.typedDigits);
  const digits = isDialled ? query.digits : query.typedDigits;
  if (!entry.digits.includes(digits))
    return entry.name.includes(query.typedDigits) || entry.knownAs.includes(query.typedDigits) ? 3 : -1;
  if (entry.row.digits.endsWith(digits)) return 0;
  return entry.digits.startsWith(digits) || entry.digits.startsWith(digits, 2) ? 1 : 2;
}

/** Whether a typed text finds this row. */
export function matchesQuery(row: ContactRow, text: string): boolean {
  return rank(toEntry(row), readPeopleQuery(text)) !== -1;
}

/** Creates an empty index. It is kept in the memory of one view and never stored. */
export function createContactIndex(): ContactIndex {
  const entries = new Map<ContactUuid, Entry>();

  return {
    size: () => entries.size,
    get: (contactUuid) => entries.get(contactUuid)?.row,
    add(rows) {
      let added = 0;
      for (const row of rows) {
        const old = entries.get(row.contactUuid);
        if (old === undefined) {
          added += 1;
          entries.set(row.contactUuid, toEntry(row));
        } else {
          Object.assign(old, toEntry(row));
        }
      }
      return added;
    },
    remove(contactUuid) {
      entries.delete(contactUuid);
    },
    clear: () => entries.clear(),
    search(text) {
      const query = readPeopleQuery(text);
      const buckets: [ContactRow[], ContactRow[], ContactRow[], ContactRow[]] = [[], [], [], []];
      for (const entry of entries.values()) {
        const value = rank(entry, query);
        if (value !== -1) buckets[value]?.push(entry.row);
      }
      return buckets[0].concat(buckets[1], buckets[2], buckets[3]);
    },
  };
}
