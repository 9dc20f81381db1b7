/** One run of Playwright. */
export interface E2eRun {
  /** Where its report goes. */
  readonly name: 'e2e' | 'e2e-policy';
  readonly projectArgs: readonly string[];
}

/** The runs of some projects, in order: first all titles of both browsers in one pool of workers, then the policy, whose file is the machine's. */
export function e2eRuns(projects: readonly string[]): readonly E2eRun[] {
  const isPolicy = (project: string): boolean => project.endsWith('-policy');
  return [
    { name: 'e2e' as const, chosen: projects.filter((project) => !isPolicy(project)) },
    { name: 'e2e-policy' as const, chosen: projects.filter(isPolicy) },
  ]
    .filter(({ chosen }) => chosen.length > 0)
    .map(({ name, chosen }) => ({ name, projectArgs: chosen.map((project) => `--project=${project}`) }));
}
