import { fold } from '../contacts/fold.ts';
import type { Exclusions } from './preflight-facts.ts';

/** The groups and contact fields that a project has. Null: not known. */
export interface ProjectNames {
  readonly groups: readonly string[] | null;
  readonly fields: readonly string[] | null;
}

/**
 * The excluded groups and fields that a project does not have, so that they exclude nobody. Names that cannot be compared
 * are not among them.
 */
export function missingExclusions(
  exclusions: Exclusions,
  { groups, fields }: ProjectNames,
): { readonly groups: string[]; readonly fields: string[] } {
  const isGroup = new Set((groups ?? []).map(fold));
  const isField = new Set((fields ?? []).map((key) => key.toLowerCase()));
  return {
    groups: groups === null ? [] : exclusions.groups.filter((name) => !isGroup.has(fold(name))),
    fields: fields === null ? [] : exclusions.fields.filter((key) => !isField.has(key.toLowerCase())),
  };
}
