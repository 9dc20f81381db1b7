import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

interface AxeResult {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly any: readonly { readonly message: string }[] }[];
}

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/**
 * What axe reports as a violation or as undecided inside the elements of a selector, one line each. All rules are
 * run, or only those that are named. axe is run in the page itself, because the builder of @axe-core/playwright opens
 * a second page to gather frames, which Firefox forbids on an extension page.
 */
export async function axeFindings(
  page: Page,
  include: string,
  rules: readonly string[] | null = null,
): Promise<readonly string[]> {
  if (!(await page.evaluate(() => Reflect.has(window, 'axe')))) await page.evaluate(AXE);
  return await page.evaluate(
    async ({ selector, only }) => {
      // During a change of theme a colour is between the two: the animations end first.
      await Promise.allSettled(
        document
          .getAnimations()
          .map((animation) => (animation.effect?.getComputedTiming().endTime === Infinity ? null : animation.finished)),
      );
      const axe: {
        run(context: unknown, options: unknown): Promise<Record<'violations' | 'incomplete', readonly AxeResult[]>>;
      } = Reflect.get(window, 'axe');
      const found = await axe.run(
        { include: [selector] },
        {
          resultTypes: ['violations', 'incomplete'],
          ...(only === null ? {} : { runOnly: { type: 'rule', values: only } }),
        },
      );
      return (['violations', 'incomplete'] as const).flatMap((kind) =>
        found[kind].flatMap((rule) =>
          rule.nodes.map(
            (node) =>
              `${kind} ${rule.id}: ${node.html.slice(0, 160)} ${node.any.map((check) => check.message).join('; ')}`,
          ),
        ),
      );
    },
    { selector: include, only: rules },
  );
}
