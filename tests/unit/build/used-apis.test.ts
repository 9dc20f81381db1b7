import { describe, expect, it } from 'vitest';
import { keepUsedApis } from '../../../lib/build/used-apis.ts';

describe('the polyfill', () => {
  const published = 'before\n      const apiMetadata = {\n        "alarms": { "clear": {} },\n        "bookmarks": {}\n      };\n after';

  it('describes the APIs that are used, and none where it only hands on the native one', () => {
    expect(keepUsedApis(published, new Set(['alarms']))).toBe('before\n      const apiMetadata = {"alarms":{"clear":{}}};\n after');
    expect(keepUsedApis(published, new Set())).toContain('apiMetadata = {};');
  });

  it('that was built otherwise stops the build', () => {
    expect(() => keepUsedApis('const other = {}', new Set())).toThrow('has changed');
  });
});
