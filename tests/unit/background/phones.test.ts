import { readFile } from 'node:fs/promises';
import type { ResolvedPublicFile, Wxt } from 'wxt';
import { describe, expect, it } from 'vitest';
import { COUNTRY_ZONES_FILE, createPhones, PHONE_METADATA_FILE } from '../../../lib/background/services/phones.ts';
import config from '../../../wxt.config.ts';

async function packagedFile(path: string): Promise<unknown> {
  const files: ResolvedPublicFile[] = [];
  const { hooks } = config;
  if (hooks !== undefined && 'build:publicAssets' in hooks) await hooks['build:publicAssets']?.({} as Wxt, files);
  const file = files.find(({ relativeDest }) => `/${relativeDest}` === path);
  if (file === undefined || !('absoluteSrc' in file)) throw new Error(`the build takes no ${path} along`);
  return JSON.parse(await readFile(file.absoluteSrc, 'utf8'));
}

describe('the phone book of the background', () => {
  it('reads the phone files of the build, and only once', async () => {
    const asked: string[] = [];
    const phones = createPhones(async (path) => {
      asked.push(path);
      return await packagedFile(path);
    });

    const [first, second] = await Promise.all([phones(), phones()]);

    expect(first.parse('+351 912 345 678', 'BR')).toMatchObject({ ok: true, digits: '351912345678' });
    expect(second.countryOf('14155552671')).toBe('US');
    expect(second.zonesOf('14155552671', 'US')).toEqual(['Pacific/Honolulu', 'America/New_York']);
    expect(asked).toEqual([`/${PHONE_METADATA_FILE}`, `/${COUNTRY_ZONES_FILE}`]);
  });

  it('tries again after a reading that failed', async () => {
    let attempts = 0;
    const phones = createPhones(async (path) => {
      attempts += 1;
      return attempts === 1 ? { version: 3 } : await packagedFile(path);
    });

    await expect(phones()).rejects.toThrow(PHONE_METADATA_FILE);

    expect((await phones()).countryOf('5582999000001')).toBe('BR');
  });
});
