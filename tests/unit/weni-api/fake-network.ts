import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ProjectUuid } from '../../../lib/ids.ts';
import { createWeniApi } from '../../../lib/weni/api/client.ts';
import type { ApiCredential } from '../../../lib/weni/api/bearer.ts';
import type { WeniApi } from '../../../lib/weni/api/weni-api.ts';

const CAPTURES = fileURLToPath(new URL('../../fixtures/captures/', import.meta.url));

export const ORIGIN = 'https://engine.example';
export const PROJECT = ProjectUuid.parse('11111111-1111-4111-8111-111111111111');
export const TOKEN = 'secret-token-0123';

interface SentRequest {
  readonly url: URL;
  readonly init: RequestInit;
}

/** Names of the recordings that start with a prefix. */
export function captureNames(prefix: string): string[] {
  return readdirSync(CAPTURES).filter((name) => name.startsWith(prefix) && name.endsWith('.json'));
}

export function readCapture(name: string): unknown {
  return JSON.parse(readFileSync(`${CAPTURES}${name}`, 'utf8'));
}

/** A network that returns the given responses in order and records the requests. */
export function fakeNetwork(answers: readonly (Response | Error | (() => Promise<Response>))[]) {
  const requests: SentRequest[] = [];
  const left = [...answers];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    requests.push({ url: new URL(url), init });
    const answer = left.shift();
    if (answer === undefined) throw new Error('asked more often than expected');
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? await answer() : answer;
  };
  return { fetch, requests };
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

export function html(status = 200): Response {
  return new Response('<!doctype html><title>Ana Souza</title><h1>Bad gateway</h1>', {
    status,
    headers: { 'content-type': 'text/html' },
  });
}

/** A timer that never fires by itself; `fire` makes the time limit of the newest call expire. */
export function fakeTimer() {
  const started: { callback: () => void; delayMs: number; isCancelled: boolean }[] = [];
  return {
    started,
    startTimer: (callback: () => void, delayMs: number) => {
      const timer = { callback, delayMs, isCancelled: false };
      started.push(timer);
      return () => {
        timer.isCancelled = true;
      };
    },
    fire: () => started.at(-1)?.callback(),
  };
}

/** A credential whose token may go to these origins. */
export function credentialFor(origins: readonly string[], change: Partial<ApiCredential> = {}): ApiCredential {
  return { token: () => TOKEN, origins, isPermitted: async () => true, ...change };
}

export function apiOn(
  fetch: (url: string, init: RequestInit) => Promise<Response>,
  more: Partial<Parameters<typeof createWeniApi>[0]> = {},
): WeniApi {
  return createWeniApi({
    fetch,
    apiOrigin: ORIGIN,
    credential: credentialFor([ORIGIN]),
    projectUuid: PROJECT,
    now: () => 1_000,
    ...more,
  });
}
