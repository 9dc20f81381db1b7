import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, type Draft } from '../../../lib/draft/draft.ts';
import { findRecipe, MAX_RECIPES, saveRecipe, type Recipe } from '../../../lib/draft/recipe.ts';
import { FLOW, T0 } from '../dispatch/rows.ts';

const DRAFT: Draft = {
  ...EMPTY_DRAFT,
  flowUuid: FLOW,
  flowName: 'Cobrança',
  variables: { nome: { source: { kind: 'contact-first-name' }, fallback: 'cliente' } },
  mode: 'batches',
};
const named = (name: string, note = '') => ({ name, note, audience: 'VIP', at: T0 });
const recipesOf = (result: ReturnType<typeof saveRecipe>): Recipe[] => (result.ok ? result.recipes : []);

describe('a recipe', () => {
  it('keeps flow, sources of values, audience and note under a name, and no people', () => {
    expect(recipesOf(saveRecipe([], DRAFT, named('  Boleto   do mês ', ' dia 5 ')))).toEqual([
      {
        name: 'Boleto do mês',
        flowUuid: FLOW,
        flowName: 'Cobrança',
        variables: DRAFT.variables,
        mode: 'batches',
        audience: 'VIP',
        note: 'dia 5',
        savedAt: T0,
      },
    ]);
  });

  it('replaces the one of the same name, in any case, at its place', () => {
    const first = recipesOf(saveRecipe([], DRAFT, named('Boleto')));
    const two = recipesOf(saveRecipe(first, DRAFT, named('Outro')));

    expect(recipesOf(saveRecipe(two, DRAFT, named('BOLETO', 'novo'))).map(({ name, note }) => [name, note])).toEqual([
      ['BOLETO', 'novo'],
      ['Outro', ''],
    ]);
    expect(findRecipe(two, 'outro')?.name).toBe('Outro');
    expect(findRecipe(two, 'x')).toBeNull();
  });

  it.each([
    ['  ', '', DRAFT, 'no-name'],
    ['x'.repeat(61), '', DRAFT, 'name-too-long'],
    ['x', 'y'.repeat(501), DRAFT, 'note-too-long'],
    ['x', '', EMPTY_DRAFT, 'no-flow'],
  ] as const)('is refused: %s', (name, note, draft, reason) => {
    expect(saveRecipe([], draft, named(name, note))).toEqual({ ok: false, reason });
  });

  it('is refused when there are too many, and may still be replaced then', () => {
    const [recipe] = recipesOf(saveRecipe([], DRAFT, named('0')));
    const full = Array.from({ length: MAX_RECIPES }, (_, n) => ({ ...recipe, name: String(n) }) as Recipe);

    expect(saveRecipe(full, DRAFT, named('new'))).toEqual({ ok: false, reason: 'too-many-recipes' });
    expect(saveRecipe(full, DRAFT, named('7')).ok).toBe(true);
  });
});
