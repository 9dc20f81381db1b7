import { maskText } from '../../contacts/mask.ts';

/**
 * Fields whose text is never about a person: ids, states, names of flows, groups and projects, and our own settings.
 * Every other field is masked, so that a field that is added later stays hidden until it is listed here.
 */
const PLAIN: readonly string[] = [
  'key',
  'store',
  'id',
  'dispatchId',
  'sessionId',
  'agentKey',
  'projectUuid',
  'flowUuid',
  'flowName',
  'contactUuid',
  'groupUuid',
  'groupName',
  'roomUuid',
  'ticketUuid',
  'startUuid',
  'replyMessageUuid',
  'status',
  'state',
  'reason',
  'kind',
  'mode',
  'origin',
  'gate',
  'viewId',
  'parentId',
  'scheme',
  'queueName',
  'agentName',
  'label',
  'language',
  'theme',
  'notification',
  'defaultCountry',
  'apiOrigin',
  'recentActions',
  'problems',
];

/** Fields whose values are objects with keys that people chose (columns, variables). */
const THEIRS: readonly string[] = ['values', 'params'];

/**
 * Masks a stored value for the export: names become initials and dots, phone numbers keep two digits. `field` is the
 * name of the field that holds it.
 */
export function maskExport(value: unknown, field = ''): unknown {
  if (typeof value === 'string') return PLAIN.includes(field) || isUuid(value) ? value : maskText(value);
  if (Array.isArray(value)) return value.map((each) => maskExport(each, field));
  if (typeof value !== 'object' || value === null) return value;
  // A column or variable may have the name of one of our plain fields, so the keys below these fields do not count.
  const isTheirs = THEIRS.includes(field);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, maskExport(each, isTheirs ? '' : name)]),
  );
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
