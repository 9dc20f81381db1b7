import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { browser } from 'wxt/browser';
import * as z from 'zod/mini';
import { DEFAULT_SETTINGS, MAX_EXCLUSIONS, Settings } from '../../../lib/settings/settings.ts';
import { Policy, readPolicy, underPolicy } from '../../../lib/settings/policy.ts';
import { createWorld, PAGE } from '../background/world.ts';

const JsonSchema = z.object({
  type: z.literal('object'),
  properties: z.record(z.string(), z.object({ type: z.string(), items: z.optional(z.object({ type: z.string() })) })),
});

/** Each field of a JSON schema with its type. Chrome's form of a whole number is `integer`, zod's is `number`. */
function typesOf(schema: unknown): Record<string, string> {
  const { properties } = JsonSchema.parse(schema);
  return Object.fromEntries(
    Object.entries(properties).map(([field, { type, items }]) => [
      field,
      `${type === 'integer' ? 'number' : type} ${items?.type ?? ''}`,
    ]),
  );
}

describe('a policy', () => {
  it('has the same fields of the same types in the schema Chrome reads', () => {
    const managed: unknown = JSON.parse(readFileSync('public/managed-schema.json', 'utf8'));

    expect(typesOf(managed)).toEqual(typesOf(z.toJSONSchema(Policy)));
    expect(Object.keys(typesOf(managed))).toHaveLength(14);
  });

  it('changes no setting that it does not name', () => {
    expect(underPolicy(DEFAULT_SETTINGS, {})).toEqual(DEFAULT_SETTINGS);
  });

  it('fixes a setting that has only one allowed value, whatever the agent chose', () => {
    const chosen = { ...DEFAULT_SETTINGS, keepDays: 300, notification: 'always', maskPeople: false } as const;

    expect(underPolicy(chosen, { keepDays: 14, notification: 'off', maskPeople: true })).toEqual({
      ...chosen,
      keepDays: 14,
      notification: 'off',
      maskPeople: true,
    });
  });

  it('adds its exclusions to those of the agent, and fixes when many messages are too many', () => {
    const chosen = { ...DEFAULT_SETTINGS, excludedGroups: ['Mine', 'VIP'], warnFromMessages: 50 };
    const policy: Policy = {
      excludedGroups: ['VIP'],
      excludedFields: ['opt_out'],
      warnFromMessages: 2,
      warnWithinDays: 30,
    };

    expect(underPolicy(chosen, policy)).toEqual({
      ...chosen,
      excludedGroups: ['VIP', 'Mine'],
      excludedFields: ['opt_out'],
      warnFromMessages: 2,
      warnWithinDays: 30,
    });
  });

  it('gives settings that views understand when policy and agent both name as many exclusions as they may', () => {
    const names = (of: string) => Array.from({ length: MAX_EXCLUSIONS }, (_, n) => `${of} ${n}`);
    const chosen = { ...DEFAULT_SETTINGS, excludedGroups: names('Mine'), excludedFields: names('mine') };
    const policy: Policy = { excludedGroups: names('Theirs'), excludedFields: names('theirs') };

    const inForce = underPolicy(chosen, policy);

    expect(inForce.excludedGroups).toHaveLength(2 * MAX_EXCLUSIONS);
    expect(Settings.safeParse(inForce).success).toBe(true);
  });

  it('keeps the exclusions that can be used when others cannot, and says that some were ignored', () => {
    const { policy, ignored } = readPolicy({ excludedGroups: ['VIP', '', 7], excludedFields: 'opt_out' });

    expect(policy).toEqual({ excludedGroups: ['VIP'] });
    expect(ignored).toEqual([
      { field: 'excludedGroups', reason: 'wrong-type' },
      { field: 'excludedFields', reason: 'wrong-type' },
    ]);
  });

  it('gives a default for holding back, which the agent may change', () => {
    const policy: Policy = { holdBackAt: 10 };

    expect(underPolicy(DEFAULT_SETTINGS, policy).holdBackAt).toBe(10);
    expect(underPolicy({ ...DEFAULT_SETTINGS, holdBackAt: 0 }, policy).holdBackAt).toBe(0);
    expect(underPolicy(DEFAULT_SETTINGS, {}).holdBackAt).toBeNull();
  });

  it('limits pace, cap and undo window, and keeps values within the limits', () => {
    const policy: Policy = { startsPerHour: 300, capPerDispatch: 50, undoSecondsAtLeast: 10 };
    const bold = { ...DEFAULT_SETTINGS, startsPerHour: 2000, capPerDispatch: 10_000, undoSeconds: 0 } as const;
    const careful = { ...DEFAULT_SETTINGS, startsPerHour: 100, capPerDispatch: 20, undoSeconds: 30 } as const;

    expect(underPolicy(bold, policy)).toEqual({ ...bold, startsPerHour: 300, capPerDispatch: 50, undoSeconds: 10 });
    expect(underPolicy(careful, policy)).toEqual(careful);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a pace above the fixed maximum', { startsPerHour: 2001 }],
    ['an undo window that does not exist', { undoSecondsAtLeast: 20 }],
    ['an address that is not https', { hosts: ['http://chats.example'] }],
    ['an address with a wildcard', { hosts: ['https://*.example'] }],
    ['an address with a path', { hosts: ['https://chats.example/x'] }],
  ])('ignores %s, but keeps its other values', (_, raw) => {
    const read = readPolicy({ ...raw, maskPeople: true });

    expect(read.policy).toEqual({ maskPeople: true });
    expect(read.ignored).toEqual([{ field: Object.keys(raw)[0], reason: 'wrong-type' }]);
  });
});

describe('deployments fixed by a policy', () => {
  it('are listed once each, marked as fixed, with their permission', async () => {
    const world = createWorld();
    Object.assign(browser.permissions, { getAll: async () => ({ origins: ['https://granted.example/*'] }) });
    await browser.storage.managed.set({
      hosts: ['https://granted.example', 'https://asked.example', 'https://both.example'],
    });
    await world.services.settings.load();
    await world.call('site:add', { origin: 'https://both.example' }, PAGE);

    const { hosts } = await world.call('site:list', {}, PAGE);

    expect(hosts.filter((host) => !host.isBuiltIn)).toEqual([
      {
        origin: 'https://granted.example',
        isBuiltIn: false,
        apiOrigin: null,
        isGranted: true,
        isManaged: true,
        apiToAllow: null,
      },
      {
        origin: 'https://asked.example',
        isBuiltIn: false,
        apiOrigin: null,
        isGranted: false,
        isManaged: true,
        apiToAllow: null,
      },
      {
        origin: 'https://both.example',
        isBuiltIn: false,
        apiOrigin: null,
        isGranted: false,
        isManaged: true,
        apiToAllow: null,
      },
    ]);
  });
});
