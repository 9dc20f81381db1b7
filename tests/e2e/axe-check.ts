import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

interface AxeResult {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly any: readonly { readonly message: string }[] }[];
}

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/**
 * What axe finds wrong or cannot decide, one line each, inside the elements of a selector: by all of its rules, or by those that are
 * named. Run in the page itself: the builder of
 * @axe-core/playwright opens a second page to gather frames, which Firefox does not let an extension page do.
 */
export async function axeFindings(
  page: Page,
  include: string,
  rules: readonly string[] | null = null,
): Promise<readonly string[]> {
  if (!(await page.evaluate(() => Reflect.has(window, 'axe')))) await page.evaluate(AXE);
  return await page.evaluate(
    async ({ selector, only }) => {
      // A colour on its way from one theme to the other is neither: judged is what stands still.
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
