import { describe, expect, it } from 'vitest';
import { apiEvidenceOf, flowsBaseUrlOf, type PageHosts, watchApiOrigin } from '../../../lib/weni/page/api-origin.ts';
import { fakePerformanceObserver } from './saved-page.ts';

const store = { httpHosts: [] };
const sandbox = { httpHosts: ['localhost', '127.0.0.1'] };

describe('API origin', () => {
  it('is proven by the profile call, and weakly by the other paths of the API', () => {
    expect(apiEvidenceOf('https://engine.example/v1/accounts/profile/?project_uuid=x', store)).toEqual({
      origin: 'https://engine.example',
      evidence: 2,
    });
    for (const path of ['project/1/', 'room/?limit=30', 'sector/count/', 'internal/permission/project/status/', 'feature_flags/']) {
      expect(apiEvidenceOf(`https://engine.example/v1/${path}`, store)?.evidence).toBe(1);
    }
  });

  it.each([
    'http://engine.example/v1/accounts/profile/',
    'https://evil.example/x/v1/accounts/profile/',
    'https://engine.example/v1/organization/project/1/',
    'https://engine.example/v2/accounts/profile/',
    'https://user:pass@engine.example/v1/accounts/profile/',
    'data:text/plain,https://engine.example/v1/room/',
    'not a url',
  ])('is not proven by %s', (url) => {
    expect(apiEvidenceOf(url, store)).toBeNull();
  });

  it('may be plain http on this machine in the sandbox build alone', () => {
    const url = 'http://127.0.0.1:4000/v1/accounts/profile/';

    expect(apiEvidenceOf(url, sandbox)?.origin).toBe('http://127.0.0.1:4000');
    expect(apiEvidenceOf(url, store)).toBeNull();
    expect(apiEvidenceOf('http://127.0.0.1.example/v1/accounts/profile/', sandbox)).toBeNull();
  });

  it('comes with the base of Flows where the page searched contacts', () => {
    const url = 'https://flows.example/api/v2/internals/contacts_elastic.json/?project_uuid=x';

    expect(flowsBaseUrlOf(url, store)).toBe('https://flows.example/api/v2/internals');
    expect(flowsBaseUrlOf('https://flows.example/api/', store)).toBeNull();
  });

  it('follows the newest profile call and lets no weaker evidence replace it', () => {
    const timing = fakePerformanceObserver(['https://weak.example/v1/room/', 'https://a.example/v1/accounts/profile/']);
    const seen: PageHosts[] = [];
    watchApiOrigin(timing, { ...store, signal: new AbortController().signal }, (hosts) => seen.push(hosts));

    timing.load('https://weak.example/v1/room/');
    timing.load('https://b.example/v1/accounts/profile/');

    expect(seen.map((hosts) => hosts.apiOrigin)).toEqual(['https://weak.example', 'https://a.example', 'https://b.example']);
  });

  it('is not looked for after the end', () => {
    const timing = fakePerformanceObserver();
    const controller = new AbortController();
    const seen: PageHosts[] = [];
    watchApiOrigin(timing, { ...store, signal: controller.signal }, (hosts) => seen.push(hosts));

    controller.abort();
    timing.load('https://a.example/v1/accounts/profile/');

    expect(seen).toEqual([]);
  });
});
