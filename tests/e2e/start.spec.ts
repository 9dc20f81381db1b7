import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOpenChromium } from '../commands/browsers.ts';
import { expect, test } from './harness.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

test('npm start shows the panel in every way this browser can be started', async ({ which }) => {
  const folder = mkdtempSync(join(tmpdir(), 'disparo-picture-'));
  // Google Chrome ignores an extension on the command line, so it gets the extension over the debugging pipe. A
  // Chromium that is named as Chrome is started in the same way.
  const ways = which === 'firefox' ? [{}] : [{}, { DISPARO_CHROME: findOpenChromium()?.path ?? '' }];

  for (const way of ways) {
    const picture = join(folder, `${Object.keys(way).join('') || 'plain'}.png`);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        'tests/commands/start.ts',
        '--no-build',
        '--headless',
        '--port',
        '0',
        '--browser',
        which,
        '--screenshot',
        picture,
      ],
      { env: { ...process.env, ...way } },
    );

    expect(stdout).toContain('The panel is there');
    expect(readFileSync(picture).subarray(0, 4)).toEqual(PNG);
  }
  rmSync(folder, { recursive: true });
});
