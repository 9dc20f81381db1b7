import { type Draft, EMPTY_DRAFT } from '../../draft/draft.ts';
import { findRecipe, ProjectRecipes, saveRecipe, type Recipe } from '../../draft/recipe.ts';
import { ERASURE_KEY, readErasure } from '../../ledger/erasure.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { RecipeView } from '../../messaging/views.ts';
import { flowsScopeOf, type FlowsScope, type SessionRecord } from '../../sessions/session.ts';
import { serially } from '../../util/serially.ts';
import type { AudienceService } from './audience-service.ts';
import type { PreparedService } from './prepared-service.ts';

export interface RecipePorts {
  readonly ledger: Pick<Ledger, 'getDraft' | 'getKept' | 'putKept'>;
  readonly audiences: Pick<AudienceService, 'list' | 'load'>;
  readonly prepared: Pick<PreparedService, 'replace'>;
  readonly now: () => number;
  /** Called when the stored recipes changed. */
  readonly onChanged: () => void;
}

type Plain = { ok: true } | { ok: false; reason: string };

/** Keeps recipes (lib/draft/recipe.ts), for each project of an agent. Using one makes a draft; it sends nothing. */
export function createRecipeService(ports: RecipePorts) {
  const { ledger, audiences } = ports;
  const inTurn = serially();
  /** The recipe of each project that was removed last, for *Undo*; in memory only. */
  const removed = new Map<FlowsScope, { readonly recipe: Recipe; readonly generation: number }>();
  const generation = async (): Promise<number> => readErasure(await ledger.getKept(ERASURE_KEY)).generation;
  const key = (scope: FlowsScope): string => `recipes:${scope}`;

  async function read(scope: FlowsScope): Promise<readonly Recipe[]> {
    const stored = ProjectRecipes.safeParse(await ledger.getKept(key(scope)));
    return stored.success ? stored.data.recipes : [];
  }

  async function write(scope: FlowsScope, recipes: readonly Recipe[]): Promise<void> {
    await ledger.putKept({ key: key(scope), value: { recipes: [...recipes] } });
    ports.onChanged();
  }

  return {
    async viewsOf(session: SessionRecord): Promise<RecipeView[]> {
      return (await read(flowsScopeOf(session)))
        .map(({ name, flowName, audience, note }) => ({ name, flowName, audience, note }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
    },

    /** Saves flow and values of the session's draft as a recipe. */
    save: (
      session: SessionRecord,
      named: { readonly name: string; readonly note: string; readonly audience: string | null },
    ): Promise<Plain> =>
      inTurn(async () => {
        const scope = flowsScopeOf(session);
        const draft = (await ledger.getDraft(session.sessionId)) ?? EMPTY_DRAFT;
        const saved = saveRecipe(await read(scope), draft, { ...named, at: ports.now() });
        if (!saved.ok) return { ok: false, reason: saved.reason };
        await write(scope, saved.recipes);
        return { ok: true };
      }),

    /**
     * Makes a draft of a recipe; what was picked is put aside.
     *
     * @returns `isAudienceGone`: its audience was removed, so nobody is picked
     */
    async use(
      session: SessionRecord,
      name: string,
    ): Promise<{ ok: true; people: number; isAudienceGone: boolean } | { ok: false; reason: string }> {
      const scope = flowsScopeOf(session);
      const recipe = findRecipe(await read(scope), name);
      if (recipe === null) return { ok: false, reason: 'recipe-gone' };
      const { audience } = recipe;
      const isThere = audience !== null && (await audiences.list(scope)).some((one) => one.name === audience);
      const people = isThere ? await audiences.load(scope, audience) : [];
      const draft: Draft = {
        ...EMPTY_DRAFT,
        flowUuid: recipe.flowUuid,
        flowName: recipe.flowName,
        variables: recipe.variables,
        mode: recipe.mode,
        name: recipe.name,
        people: people.map((person) => ({ ...person, origins: [{ kind: 'audience', name: audience ?? '' }] })),
      };
      await ports.prepared.replace(session, draft);
      return { ok: true, people: people.length, isAudienceGone: audience !== null && !isThere };
    },

    remove: (session: SessionRecord, name: string): Promise<Plain> =>
      inTurn(async () => {
        const scope = flowsScopeOf(session);
        const recipes = await read(scope);
        const recipe = findRecipe(recipes, name);
        if (recipe === null) return { ok: false, reason: 'recipe-gone' };
        removed.set(scope, { recipe, generation: await generation() });
        await write(
          scope,
          recipes.filter((one) => one !== recipe),
        );
        return { ok: true };
      }),

    /** Brings back the recipe that was removed last. */
    restore: (session: SessionRecord, name: string): Promise<Plain> =>
      inTurn(async () => {
        const scope = flowsScopeOf(session);
        const last = removed.get(scope);
        removed.delete(scope);
        const recipes = await read(scope);
        const isKnown = last !== undefined && last.recipe.name === name && last.generation === (await generation());
        if (!isKnown || findRecipe(recipes, name) !== null) return { ok: false, reason: 'recipe-gone' };
        await write(scope, [...recipes, last.recipe]);
        return { ok: true };
      }),
  };
}

export type RecipeService = ReturnType<typeof createRecipeService>;
