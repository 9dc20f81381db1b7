import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The rules of a style sheet as selector and declarations; a rule in a media query begins with its condition. */
function rulesOf(css: string): { where: string; selector: string; body: string }[] {
  const medias = [...css.matchAll(/@media ([^{]+)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}/g)];
  const outside = medias.reduce((rest, [whole]) => rest.replace(whole, ''), css);
  const read = (where: string, text: string) =>
    [...text.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => ({
      where,
      selector: selector.trim(),
      body,
    }));
  return [...read('', outside), ...medias.flatMap(([, where = '', text = '']) => read(where.trim(), text))];
}

describe('under reduced motion', () => {
  const rules = globSync('components/**/*.css').flatMap((file) => rulesOf(readFileSync(file, 'utf8')));
  const isReduced = ({ where }: { where: string }) => where.includes('prefers-reduced-motion: reduce');

  it('no animation runs for ever', () => {
    const animated = rules
      .filter((rule) => !isReduced(rule) && /animation:/.test(rule.body))
      .map(({ selector }) => selector);
    const still = rules
      .filter((rule) => isReduced(rule) && /animation: none/.test(rule.body))
      .map(({ selector }) => selector);

    expect(animated).toEqual(['.spinner']);
    expect(still).toEqual(animated);
  });
});
