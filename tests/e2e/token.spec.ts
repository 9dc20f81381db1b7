import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatsTab, expect, pageAddress, SEED, test as base } from './harness.ts';

const { agent1 } = SEED.people;
/** With few contacts a search by name finds one person. */
base.use({ sandboxOptions: { contacts: 20 } });
const KINDS = ['img', 'css', 'iframe', 'video', 'script'] as const;

interface Stranger {
  readonly origin: string;
  /** The requests that arrived; those of the page name in `by` what made them. */
  readonly asked: {
    readonly method: string;
    readonly path: string;
    readonly by: string | null;
    readonly hasToken: boolean;
  }[];
}

function listen(asked: Stranger['asked']): Promise<Server> {
  const server = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? '/', 'http://stranger');
    asked.push({
      method: request.method ?? '',
      path: url.pathname,
      by: url.searchParams.get('by'),
      hasToken: request.headers.authorization !== undefined,
    });
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'content-type': 'application/json',
    });
    response.end('{}');
  });
  return new Promise((resolve) => void server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** A server that the extension has the permission to reach and that is not Chats. */
const test = base.extend<{ stranger: Stranger }>({
  stranger: async ({ env: _desk }, use) => {
    const asked: Stranger['asked'] = [];
    const server = await listen(asked);
    await use({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked });
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  },
});

test('pictures, styles, frames and media at paths of the API get no token and no request, also when they come first, nor does another origin that the page asks once the API is proven', async ({
  env,
  stranger,
}) => {
  const page = await env.browser.context.newPage();
  const script = `${env.sandbox.pageOrigin}/assets/standalone.js`;
  await env.browser.answerInstead(
    page,
    script,
    `
        const loaded = [];
        const add = (tag, fields) => {
          const element = Object.assign(document.createElement(tag), fields);
          if (tag !== 'video') loaded.push(new Promise((resolve) => (element.onload = element.onerror = resolve)));
          document.documentElement.append(element);
        };
        for (const path of ['/v1/accounts/profile/', '/api/contacts_elastic.json']) {
          const at = (by) => '${stranger.origin}' + path + '?by=' + by;
          add('img', { src: at('img') });
          add('link', { rel: 'stylesheet', href: at('css') });
          add('iframe', { src: at('iframe'), hidden: true });
          add('video', { src: at('video'), preload: 'auto' });
          add('script', { src: at('script') });
        }
        await Promise.all(loaded);
        await import('${script}?original');`,
  );
  await page.goto(pageAddress(env.sandbox));
  const { panel, chats } = chatsTab(page);
  await panel.landmark.waitFor();
  await panel.skipFirstRun();
  await expect(panel.send.flowSearch).toBeVisible();
  const seen = () => new Set(stranger.asked.map(({ by, path }) => `${by} ${path}`));
  await expect.poll(() => seen().size).toBe(KINDS.length * 2);

  await page.evaluate(async (origin) => void (await fetch(`${origin}/v1/accounts/profile/?by=fetch`)), stranger.origin);
  env.sandbox.clearLogs();
  await chats.call('pushToken', env.sandbox.issueToken(agent1));
  await expect
    .poll(() =>
      env.sandbox
        .log({ path: '/v1/accounts/profile/' })
        .some((entry) => entry.client !== 'page' && entry.status === 200),
    )
    .toBe(true);
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople(['Ana Souza']);

  expect(stranger.asked.filter(({ by, hasToken }) => by === null || hasToken)).toEqual([]);
});
