import { useMemo } from 'preact/hooks';
import { listPersonProblems, type ValueSource, type VariablePlan } from '../../lib/draft/variables.ts';
import { getOwn } from '../../lib/contacts/own-value.ts';
import type { DraftPerson } from '../../lib/draft/draft.ts';
import type { PreflightReport } from '../../lib/preflight/preflight-report.ts';
import { usePanel } from '../panel/PanelContext.tsx';

/** A variable without a usable value for some people. `variable` is as the flow names it. */
export interface ValueProblem {
  readonly variable: string;
  readonly kind: 'empty' | 'too-long';
  readonly people: readonly DraftPerson[];
}

interface Reviewed {
  readonly plan: VariablePlan;
  /** The facts of each person, in the order of `persons`. */
  readonly facts: readonly ValueSource[];
  /** For each person in the same order, whether a value is missing or too long; empty for a flow without variables. */
  readonly troubled: readonly boolean[];
  /** The same, by variable: whose value is empty or too long. */
  readonly problems: readonly ValueProblem[];
  /** Some value comes from a contact field or the contact's number, so the contacts must be read first. */
  readonly needsFacts: boolean;
}

/** The values of the current flow for each person, as far as they are known in this view. */
export function useReviewed(persons: readonly DraftPerson[]): Reviewed {
  const { selection, catalog, site, preflight, facts: knownFacts } = usePanel();
  const { flowUuid, variables } = selection.draft.value;
  const preview = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
  const names = preview?.status === 'ready' ? preview.preview.variables : [];
  const optional = preview?.status === 'ready' ? preview.preview.otherVariables : [];
  const session = site.session.value;
  const plan: VariablePlan = {
    names,
    optional,
    mappings: variables,
    agent: { name: session?.agentName ?? '', email: session?.agentEmail ?? '' },
    language: preview?.status === 'ready' ? preview.preview.templates[0]?.language : undefined,
  };
  const known = knownFacts.known.value;
  const sourceKind = (name: string) => getOwn(variables, name)?.source.kind;
  const needsFacts = [...names, ...optional].some((name) => {
    const kind = sourceKind(name);
    return kind === 'contact-field' || kind === 'contact-number';
  });
  const report = preflight.current.value;
  const facts = useMemo(
    () =>
      persons.map((person): ValueSource => {
        const fact = known.get(person.contactUuid);
        return {
          contactUuid: person.contactUuid,
          name: fact?.name ?? person.name,
          number: fact?.number ?? '',
          fields: fact?.fields ?? {},
          values: person.values ?? {},
        };
      }),
    [persons, known],
  );
  // A person who was not read yet is judged only by the values known here. The checks and the dispatch itself read all
  // people.
  const isKnownHere = (person: ValueSource, name: string): boolean =>
    known.has(person.contactUuid) || (sourceKind(name) !== 'contact-field' && sourceKind(name) !== 'contact-number');
  const reported = new Set(
    (report?.findings ?? []).flatMap((finding) =>
      finding.kind === 'variable-empty' || finding.kind === 'variable-too-long'
        ? finding.people.map((one) => one.contactUuid)
        : [],
    ),
  );
  const isTrouble = (person: ValueSource): boolean =>
    reported.has(person.contactUuid) ||
    listPersonProblems(plan, person).some((problem) => isKnownHere(person, problem.variable));
  const hasVariables = names.length + optional.length > 0;
  const troubled = hasVariables ? facts.map(isTrouble) : [];
  const problems = groupProblems(persons, (person, at) => {
    const fact = facts[at];
    if (troubled[at] !== true || fact === undefined) return [];
    const own = listPersonProblems(plan, fact).filter(({ variable }) => isKnownHere(fact, variable));
    // Where only the checks have read the contact, they name the variables.
    return own.length > 0 ? own : reportedProblems(report, person);
  });
  return { plan, facts, troubled, problems, needsFacts };
}

/** What the checks found about the values of one person. */
function reportedProblems(report: PreflightReport | null, { contactUuid }: DraftPerson) {
  return (report?.findings ?? []).flatMap(({ kind, people }) => {
    if (kind !== 'variable-empty' && kind !== 'variable-too-long') return [];
    const details = people.find((one) => one.contactUuid === contactUuid)?.details;
    return details === undefined
      ? []
      : [
          {
            variable: details['variables'] ?? '',
            kind: kind === 'variable-empty' ? ('empty' as const) : ('too-long' as const),
          },
        ];
  });
}

/** The people of each problem, in the order in which the problems first appear. */
function groupProblems(
  persons: readonly DraftPerson[],
  listOf: (person: DraftPerson, at: number) => readonly { readonly variable: string; readonly kind: string }[],
): ValueProblem[] {
  const groups = new Map<string, { variable: string; kind: ValueProblem['kind']; people: DraftPerson[] }>();
  for (const [at, person] of persons.entries()) {
    for (const { variable, kind } of listOf(person, at)) {
      if (kind !== 'empty' && kind !== 'too-long') continue;
      const group = groups.get(`${kind} ${variable}`) ?? { variable, kind, people: [] };
      group.people.push(person);
      groups.set(`${kind} ${variable}`, group);
    }
  }
  return [...groups.values()];
}
