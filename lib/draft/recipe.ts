import * as z from 'zod/mini';
import { FlowUuid } from '../ids.ts';
import { type Draft, VariableMapping } from './draft.ts';

/** How many recipes a project may have. */
export const MAX_RECIPES = 50;
const MAX_NAME_LENGTH = 60;
const MAX_NOTE_LENGTH = 500;

/**
 * A dispatch that is made again and again: flow, sources of its values, whom it goes to, and a note for the agent.
 * A name is unique within a project. `audience` names a saved audience, so the people are those who are in it when the
 * recipe is used; null: the people are picked each time.
 */
export const Recipe = z.object({
  name: z.string(),
  flowUuid: FlowUuid,
  flowName: z.string(),
  variables: z.record(z.string(), VariableMapping),
  mode: z.literal(['singles', 'batches']),
  audience: z.nullable(z.string()),
  note: z.string(),
  savedAt: z.number(),
});
export type Recipe = z.infer<typeof Recipe>;

/** The stored row of one project. */
export const ProjectRecipes = z.object({ recipes: z.array(Recipe) });

type SaveProblem = 'no-name' | 'name-too-long' | 'note-too-long' | 'no-flow' | 'too-many-recipes';
/** The recipes after saving, or why the recipe was not saved. */
export type RecipeSaved =
  | { readonly ok: true; readonly recipes: Recipe[] }
  | { readonly ok: false; readonly reason: SaveProblem };

/** Makes a recipe of a draft. One with the same name, in any case, is replaced and keeps its position. */
export function saveRecipe(
  recipes: readonly Recipe[],
  draft: Pick<Draft, 'flowUuid' | 'flowName' | 'variables' | 'mode'>,
  named: { readonly name: string; readonly note: string; readonly audience: string | null; readonly at: number },
): RecipeSaved {
  const name = named.name.replace(/\s+/g, ' ').trim();
  const note = named.note.trim();
  if (name === '') return { ok: false, reason: 'no-name' };
  if (name.length > MAX_NAME_LENGTH) return { ok: false, reason: 'name-too-long' };
  if (note.length > MAX_NOTE_LENGTH) return { ok: false, reason: 'note-too-long' };
  if (draft.flowUuid === null) return { ok: false, reason: 'no-flow' };
  const place = recipes.findIndex((recipe) => isSameName(recipe.name, name));
  if (place === -1 && recipes.length >= MAX_RECIPES) return { ok: false, reason: 'too-many-recipes' };
  const recipe: Recipe = {
    name,
    flowUuid: draft.flowUuid,
    flowName: draft.flowName ?? '',
    variables: draft.variables,
    mode: draft.mode,
    audience: named.audience,
    note,
    savedAt: named.at,
  };
  return { ok: true, recipes: place === -1 ? [...recipes, recipe] : recipes.with(place, recipe) };
}

/** The recipe with this name, in any case; null when there is none. */
export function findRecipe(recipes: readonly Recipe[], name: string): Recipe | null {
  return recipes.find((recipe) => isSameName(recipe.name, name)) ?? null;
}

function isSameName(a: string, b: string): boolean {
  return a.toLocaleLowerCase() === b.toLocaleLowerCase();
}
