import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { does, flow, flowUuid, nodeUuid, template, ticket, waits } from './build.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flow-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function run(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['tests/commands/flow.ts', ...args], (error, out, err) =>
      resolve({ out, err, code: typeof error?.code === 'number' ? error.code : 0 }),
    );
  });
}

async function read(
  ...args: string[]
): Promise<Record<string, { value: unknown; because: string; node: string | null }>> {
  const { out } = await run(...args);
  expect(out.split('\n')).toHaveLength(2);
  return JSON.parse(out);
}

const promo = flow(1, [does(1, [template('promo', ['@trigger.params.name'])], 2), waits(2, 3), does(3, [ticket()])]);

describe('the command that analyses a flow', () => {
  it('prints the analysis of an export, of one flow, and of the named flow, as one line of JSON', async () => {
    const other = flow(2, [does(1, [ticket()])]);
    const whole = await file('export.json', { version: '13', flows: [promo, other] });

    const reading = await read(whole);
    expect(reading).toMatchObject({
      flowUuid: flowUuid(1),
      batchSafe: { value: 'yes' },
      opensChat: { value: 'after-answer', node: nodeUuid(3) },
      sendsTemplate: { value: 'yes' },
      sendsFreeMessage: { value: 'no' },
      marketing: { value: 'unknown' },
      endsAfter: { value: 10_080 },
      writes: { value: { fields: [], groups: [] } },
      channel: { value: null },
      variables: { value: [{ name: 'name', use: 'template', node: nodeUuid(1) }] },
    });
    expect(await read(await file('one.json', promo))).toEqual(reading);
    expect(await read(whole, '--flow', flowUuid(2))).toMatchObject({
      batchSafe: { value: 'no' },
      opensChat: { value: 'before-answer' },
    });
  });

  it('finds marketing by the categories in the answer about templates', async () => {
    const templates = await file('templates.json', {
      total_template_qty: 1,
      templates: [{ variables: ['name'], data: { name: 'promo', category: 'MARKETING' } }],
    });

    expect(await read(await file('promo.json', promo), '--templates', templates)).toMatchObject({
      marketing: { value: 'yes' },
    });
  });

  it.each([
    '<html>',
    '[]',
    '{"detail":"x"}',
    '{"flows":[]}',
    '{"flows":[{"metadata":{"uuid":"f1000000-0000-4000-8000-000000000001"},"action_sets":[]}]}',
  ])('prints unknown for %s', async (content) => {
    expect(await read(await file('odd.json', content))).toMatchObject({
      batchSafe: { value: 'unknown' },
      opensChat: { value: 'unknown' },
      marketing: { value: 'unknown' },
      variables: { value: 'unknown' },
    });
  });

  it('prints its usage when no file is named', async () => {
    expect(await run()).toMatchObject({
      out: '',
      err: 'usage: npm run flow -- FILE [--flow UUID] [--templates FILE]\n',
      code: 2,
    });
  });
});
