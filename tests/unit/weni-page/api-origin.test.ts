import { describe, expect, it } from 'vitest';
import { apiEvidenceOf, flowsBaseUrlOf, type PageHosts, watchApiOrigin } from '../../../lib/weni/page/api-origin.ts';
import { fakePerformanceObserver } from './saved-page.ts';

const store = { httpHosts: [] };
const sandbox = { httpHosts: ['localhost', '127.0.0.1'] };

describe('API origin', () => {
  it('is proven by the profile call, and weakly by other paths of the API', () => {
    expect(apiEvidenceOf('https://engine.example/v1/accounts/profile/?project_uuid=x', store)).toEqual({
      origin: 'https://engine.example',
      evidence: 2,
    });
    for (const path of [
      'project/1/',
      'room/?limit=30',
      'sector/count/',
      'internal/permission/project/status/',
      'feature_flags/',
    ]) {
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

  it('may use plain http on localhost in the sandbox build only', () => {
    const url = 'http://127.0.0.1:4000/v1/accounts/profile/';

    expect(apiEvidenceOf(url, sandbox)?.origin).toBe('http://127.0.0.1:4000');
    expect(apiEvidenceOf(url, store)).toBeNull();
    expect(apiEvidenceOf('http://127.0.0.1.example/v1/accounts/profile/', sandbox)).toBeNull();
  });

  it('is reported together with the base URL of Flows once the page has searched contacts', () => {
    const url = 'https://flows.example/api/v2/internals/contacts_elastic.json/?project_uuid=x';

    expect(flowsBaseUrlOf(url, store)).toBe('https://flows.example/api/v2/internals');
    expect(flowsBaseUrlOf('https://flows.example/api/', store)).toBeNull();
  });

  it('is that of the first profile call of the document, and weaker evidence does not replace it', () => {
    const timing = fakePerformanceObserver(['https://weak.example/v1/room/', 'https://a.example/v1/accounts/profile/']);
    const seen: PageHosts[] = [];
    watchApiOrigin(timing, { ...store, signal: new AbortController().signal }, (hosts) => seen.push(hosts));

    timing.load('https://weak.example/v1/room/');
    timing.load('https://b.example/v1/accounts/profile/');

    expect(seen.map((hosts) => [hosts.apiOrigin, ...hosts.otherApiOrigins])).toEqual([
      ['https://weak.example'],
      ['https://a.example', 'https://weak.example'],
      ['https://a.example', 'https://b.example', 'https://weak.example'],
    ]);
  });

  it.each([
    'img',
    'css',
    'link',
    'script',
    'iframe',
    'frame',
    'video',
    'audio',
    'track',
    'object',
    'embed',
    'input',
    'beacon',
    'navigation',
    'other',
    '',
  ])('is not learned from an address that %s loads, nor is Flows', (by) => {
    const evil = ['https://evil.example/v1/accounts/profile/x.jpg', 'https://evil.example/contacts_elastic.json'];
    const timing = fakePerformanceObserver(evil, by);
    const seen: PageHosts[] = [];
    watchApiOrigin(timing, { ...store, signal: new AbortController().signal }, (hosts) => seen.push(hosts));

    for (const url of evil) timing.load(url, by);

    expect(seen).toEqual([]);
  });

  it('keeps the Flows URL of the first contact search, and at most four origins', () => {
    const timing = fakePerformanceObserver();
    const seen: PageHosts[] = [];
    watchApiOrigin(timing, { ...store, signal: new AbortController().signal }, (hosts) => seen.push(hosts));

    timing.load('https://flows.example/api/contacts_elastic.json/', 'fetch');
    timing.load('https://evil.example/contacts_elastic.json/', 'fetch');
    for (let n = 0; n < 1_000; n += 1) timing.load(`https://n${n}.example/v1/accounts/profile/`);

    expect(seen.at(-1)?.flowsBaseUrl).toBe('https://flows.example/api');
    expect(seen.at(-1)).toMatchObject({
      apiOrigin: 'https://n0.example',
      otherApiOrigins: ['https://n1.example', 'https://n2.example', 'https://n3.example'],
    });
    expect(seen.length).toBeLessThanOrEqual(5);
  });

  it('is not reported after the signal was aborted', () => {
    const timing = fakePerformanceObserver();
    const controller = new AbortController();
    const seen: PageHosts[] = [];
    watchApiOrigin(timing, { ...store, signal: controller.signal }, (hosts) => seen.push(hosts));

    controller.abort();
    timing.load('https://a.example/v1/accounts/profile/');

    expect(seen).toEqual([]);
  });
});
