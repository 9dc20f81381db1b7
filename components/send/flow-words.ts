import type { FlowPlaceView } from '../../lib/messaging/flow-reading-view.ts';
import type { I18n } from '../../lib/platform/i18n.ts';

/** Sector and queue, as `Vendas › Recuperação`; a queue whose name is not known is said to be unknown. */
export function placeName({ sector, queue }: FlowPlaceView, { t }: Pick<I18n, 't'>): string {
  const names = [sector, queue ?? t('happens_queueUnknown')];
  return names.filter((name) => name !== null).join(' › ');
}

/** What a split decides by, in an agent's words where its expression is a common one. */
export function splitWords(expression: string, { tOf }: Pick<I18n, 'tOf'>): string {
  const path = /^@\(?([A-Za-z_][\w.]*)\)?$/.exec(expression.trim())?.[1]?.toLowerCase().split('.') ?? [];
  const [root, second, third] = path;
  if (expression === 'random') return tOf('flowSplit', 'random');
  if (root === 'input') return tOf('flowSplit', 'answer');
  if (root === 'child') return tOf('flowSplit', 'child');
  if (root === 'contact' && second === 'groups') return tOf('flowSplit', 'groups');
  if (root === 'contact' && second === 'fields' && third !== undefined)
    return tOf('flowSplit', 'field', { about: third });
  if (root === 'fields' && second !== undefined) return tOf('flowSplit', 'field', { about: second });
  if (root === 'results' && second !== undefined) return tOf('flowSplit', 'result', { about: second });
  return expression.trim() === '' ? '…' : expression.trim();
}
