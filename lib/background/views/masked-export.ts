import { maskText } from '../../contacts/mask.ts';

/**
 * Fields whose text is never about a person: ids, states, what flows, groups and projects are called, and our own settings.
 * Everything else is masked, so that a field added later is hidden until somebody says that it may be read.
 */
const PLAIN: readonly string[] = [
  'key', 'store', 'id', 'dispatchId', 'sessionId', 'agentKey', 'projectUuid', 'flowUuid', 'flowName', 'contactUuid', 'groupUuid', 'groupName', 'roomUuid', 'ticketUuid', 'startUuid', 'replyMessageUuid',
  'status', 'state', 'reason', 'kind', 'mode', 'origin', 'gate', 'viewId', 'parentId', 'scheme', 'queueName', 'agentName', 'label', 'language', 'theme', 'notification', 'defaultCountry', 'apiOrigin',
  'recentActions', 'problems',
];

/** Fields that hold values by names from outside. */
const THEIRS: readonly string[] = ['values', 'params'];

/** A stored value as it may leave while names are masked: every text about a person in initials and dots, numbers but for two digits. */
export function maskExport(value: unknown, field = ''): unknown {
  if (typeof value === 'string') return PLAIN.includes(field) || isUuid(value) ? value : maskText(value);
  if (Array.isArray(value)) return value.map((each) => maskExport(each, field));
  if (typeof value !== 'object' || value === null) return value;
  // What a column or a variable is called was written by people: it may be called as one of our fields is.
  const isTheirs = THEIRS.includes(field);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, maskExport(each, isTheirs ? '' : name)]));
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
