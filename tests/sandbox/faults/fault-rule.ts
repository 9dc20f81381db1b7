import type { FaultAction, FaultRule } from './fault-injector.ts';

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function count(source: Fields, key: string): number | undefined {
  const value = source[key];
  return typeof value === 'number' ? value : undefined;
}

function actionOf(source: Fields): FaultAction {
  const status = count(source, 'status');
  const withStatus = status === undefined ? {} : { status };
  const retryAfterSeconds = count(source, 'retryAfterSeconds');
  const { kind } = source;
  switch (kind) {
    case 'latency':
      return { kind, delayMs: count(source, 'delayMs') ?? 1000, when: source['when'] === 'after' ? 'after' : 'before' };
    case 'status':
      return {
        kind,
        status: status ?? 500,
        ...('body' in source ? { body: source['body'] } : {}),
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      };
    case 'html':
      return { kind, ...withStatus };
    case 'replaceBody':
      return { kind, body: source['body'], ...withStatus };
    case 'hold':
    case 'resetBefore':
    case 'resetAfter':
    case 'cutBody':
    case 'flowsAcceptedButRolledBack':
    case 'tokenExpired':
      return { kind };
    case 'hang':
      return { kind, processed: source['processed'] === true };
    case 'flowsFails':
      return { kind, html: source['html'] === true, ...withStatus };
    case 'proxy504ThenRow':
      return { kind, rowAfterMs: count(source, 'rowAfterMs') ?? 1000 };
    default:
      throw new Error(`no fault of kind ${String(kind)}`);
  }
}

/** Reads a fault rule from JSON. Throws if it names no endpoint or an unknown kind. */
export function faultRuleOf(body: Fields): FaultRule {
  const { endpoint, method, contact, agent } = body;
  if (typeof endpoint !== 'string' || endpoint === '') throw new Error('a fault needs an endpoint');
  const times = count(body, 'count');
  const skip = count(body, 'skip');
  return {
    endpoint,
    action: actionOf(fields(body['action'])),
    ...(typeof method === 'string' ? { method } : {}),
    ...(times === undefined ? {} : { count: times }),
    ...(skip === undefined ? {} : { skip }),
    ...(typeof contact === 'string' ? { contact } : {}),
    ...(typeof agent === 'string' ? { agent } : {}),
  };
}
