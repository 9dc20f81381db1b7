import type { BrowserContext } from '@playwright/test';

/** Runs a function in Firefox's privileged scope; arguments and result are JSON. */
export interface ChromeScope {
  run<Args extends readonly unknown[], Result>(
    fn: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
}

interface BidiSession {
  send(method: string, params: unknown): Promise<unknown>;
}

/** Follows names through objects of unknown type; an error names the one that Playwright no longer has. */
function step(value: unknown, ...names: string[]): unknown {
  let current = value;
  for (const name of names) {
    if (typeof current !== 'object' || current === null || !(name in current))
      throw new Error(`Playwright internals moved: no ${name}`);
    current = Reflect.get(current, name);
  }
  return current;
}

/** Playwright's own BiDi session with Firefox. */
function bidiSession(context: BrowserContext): BidiSession {
  const toImpl = step(context, '_connection', 'toImpl');
  if (typeof toImpl !== 'function') throw new Error('Playwright internals moved: toImpl');
  const browser: unknown = step(Reflect.apply(toImpl, step(context, '_connection'), [context]), '_browser');
  return step(browser, '_browserSession') as BidiSession;
}

/**
 * Switches whether Firefox reports every request to Playwright. It does by default, which took a tenth of a test's
 * processor time, and only `page.route` needs it.
 */
export async function tellRequests(context: BrowserContext, isWanted: boolean): Promise<void> {
  await bidiSession(context).send(isWanted ? 'session.subscribe' : 'session.unsubscribe', { events: ['network'] });
}

/**
 * Firefox allows one WebDriver session, so the chrome scope (badge, shortcuts, stopping the event page) is reached over
 * Playwright's own BiDi connection. That is internal: the version of Playwright is pinned.
 */
export async function chromeScope(context: BrowserContext): Promise<ChromeScope> {
  const session = bidiSession(context);
  const tree = (await session.send('browsingContext.getTree', { 'moz:scope': 'chrome' })) as {
    contexts: { url: string; context: string }[];
  };
  const window = tree.contexts.find((candidate) => candidate.url.endsWith('browser.xhtml'));
  if (window === undefined) throw new Error('Firefox shows no browser window');
  return {
    async run<Args extends readonly unknown[], Result>(
      fn: (...args: Args) => Result | Promise<Result>,
      ...args: Args
    ): Promise<Result> {
      const answer = (await session.send('script.evaluate', {
        expression: `(async () => JSON.stringify(await (${fn.toString()}).apply(null, ${JSON.stringify(args)})))()`,
        awaitPromise: true,
        target: { context: window.context },
      })) as { type: string; result?: { value?: string }; exceptionDetails?: { text: string } };
      if (answer.type !== 'success')
        throw new Error(`In Firefox's chrome scope: ${answer.exceptionDetails?.text ?? 'failed'}`);
      const value = answer.result?.value;
      return (value === undefined ? undefined : JSON.parse(value)) as Result;
    },
  };
}
