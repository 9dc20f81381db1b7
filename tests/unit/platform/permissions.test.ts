import { describe, expect, it } from 'vitest';
import { isCovered } from '../../../lib/platform/permissions.ts';

describe('a match pattern', () => {
  it.each([
    ['https://chats.weni.ai', 'https://*.weni.ai/*', true],
    ['https://weni.ai', 'https://*.weni.ai', true],
    ['https://notweni.ai', 'https://*.weni.ai/*', false],
    ['http://chats.weni.ai', 'https://*.weni.ai/*', false],
    ['http://localhost:8080', 'http://localhost/*', true],
    ['http://localhost:8080', 'http://127.0.0.1/*', false],
    ['no origin', 'https://*.weni.ai/*', false],
  ])('covers %s by %s: %s', (origin, pattern, covers) => {
    expect(isCovered(origin, pattern)).toBe(covers);
  });
});
