import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds wrong or cannot decide, one line each, inside the elements of a selector. */
export async function axeFindings(page: Page, include: string): Promise<readonly string[]> {
  const { violations, incomplete } = await new AxeBuilder({ page }).include(include).options({ resultTypes: ['violations', 'incomplete'] }).analyze();
  return [...violations.map((rule) => ({ kind: 'violation', rule })), ...incomplete.map((rule) => ({ kind: 'incomplete', rule }))].flatMap(({ kind, rule }) =>
    rule.nodes.map((node) => `${kind} ${rule.id}: ${node.html.slice(0, 160)} ${node.any.map((check) => check.message).join('; ')}`),
  );
}
