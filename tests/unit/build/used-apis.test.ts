import { describe, expect, it } from 'vitest';
import { keepUsedApis } from '../../../lib/build/used-apis.ts';

describe('the polyfill', () => {
  const published = 'before\n      const apiMetadata = {\n        "alarms": { "clear": {} },\n        "bookmarks": {}\n      };\n after';

  it('describes the APIs that are used, and none where it only hands on the native one', () => {
    expect(keepUsedApis(published, new Set(['alarms']))).toBe('before\n      const apiMetadata = {"alarms":{"clear":{}}};\n after');
    expect(keepUsedApis(published, new Set())).toContain('apiMetadata = {};');
  });

  it('keeps of an API the methods that are used, and its parts as a whole', () => {
    const storage = 'before\n      const apiMetadata = {\n        "tabs": { "get": { "minArgs": 1 }, "move": { "minArgs": 2 } },\n        "storage": { "local": { "get": { "minArgs": 0 } } }\n      };\n after';

    expect(keepUsedApis(storage, new Set(['tabs', 'tabs.get', 'storage']))).toContain('{"tabs":{"get":{"minArgs":1}},"storage":{"local":{"get":{"minArgs":0}}}}');
  });

  it('that was built otherwise stops the build', () => {
    expect(() => keepUsedApis('const other = {}', new Set())).toThrow('has changed');
  });
});
