import { expect, type Page } from '@playwright/test';
import { hourIn } from '../../lib/numbers/local-time.ts';
import { sessionIdOf } from '../../lib/sessions/session.ts';
import { askFromExtensionPage } from '../e2e/extension-pages.ts';
import type { Panel } from '../e2e/page-objects/panel.ts';
import { THREE_HUNDRED, uniqueNames } from '../e2e/sandbox-data.ts';
import { withEnvironment } from './browsers.ts';
import type { ExtensionBrowser } from '../e2e/browser.ts';
import type { Sandbox } from '../sandbox/api.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { createHand, type Effort, type Hand } from './hand.ts';
import { putStored } from './stored.ts';

/** A flow that sends an approved template without variables. */
export const FLOW = { uuid: SEED.flows.welcome, name: 'Boas-vindas' };
const TWO_DAYS_MS = 2 * 24 * 3_600_000;

/** In one of these places it is always day. At night the panel warns, which would cost a press more. */
const PLACES = [
  { country: 'BR', zone: 'America/Sao_Paulo', number: (index: number) => `55119${87_000_000 + index}` },
  { country: 'JP', zone: 'Asia/Tokyo', number: (index: number) => `8190${12_000_000 + index}` },
] as const;

export interface Scene {
  readonly page: Page;
  readonly panel: Panel;
  readonly hand: Hand;
  /** People for whom the pre-flight finds nothing. */
  readonly names: readonly string[];
}

/** A number of people, or the whole group of 300. */
type Audience = 1 | 3 | 'group';

/** A person outside the group of 300, who got the flow today. */
const SENT_TODAY = 'Zoë Ångström';

/** Gives the customers numbers of a place where it is day, and makes that country the default of the agent. */
async function moveWhereItIsDay(sandbox: Sandbox, browser: ExtensionBrowser, names: readonly string[]): Promise<void> {
  const place = PLACES.find(({ zone }) => hourIn(zone, Date.now()) >= 8 && hourIn(zone, Date.now()) < 20) ?? PLACES[0];
  for (const [index, name] of names.entries())
    sandbox.changeContact(sandbox.contactByName(name).uuid, { urns: [`whatsapp:${place.number(index)}`] });
  await askFromExtensionPage(browser, 'settings:save', { settings: { defaultCountry: place.country } });
}

/** Stores that the flow was sent to these people two days ago, so that both come first in their lists. */
async function rememberLastTime(sandbox: Sandbox, browser: ExtensionBrowser, names: readonly string[]): Promise<void> {
  const sessionId = sessionIdOf({
    apiOrigin: sandbox.apiOrigin,
    agentEmail: SEED.people.agent1,
    projectUuid: SEED.projects.central,
  });
  const people = names.map((name) => ({ contactUuid: sandbox.contactByName(name).uuid, name }));
  await putStored(browser, [
    { store: 'kept', key: `people:recents:${sessionId}`, value: people },
    {
      store: 'kept',
      key: `catalog:recents:${sessionId}`,
      value: [{ flowUuid: FLOW.uuid, at: Date.now() - TWO_DAYS_MS }],
    },
  ]);
}

/**
 * Counts the presses of one way of sending, from a loaded page with a collapsed panel until the server has all starts.
 */
export async function countEffort(audience: Audience, send: (scene: Scene) => Promise<void>): Promise<Effort> {
  return await withEnvironment(
    { extension: { undoMs: 0, bucket: { perHour: 2_000, burst: 400 } } },
    async ({ sandbox, browser, openChats }) => {
      const names = uniqueNames(sandbox, audience === 'group' ? 0 : audience);
      await moveWhereItIsDay(sandbox, browser, names);
      const { page, panel } = await openChats();
      await rememberLastTime(sandbox, browser, names);
      if (audience === 'group') await panel.sendAndShowWaiting(FLOW.name, [SENT_TODAY]);
      await panel.collapse();
      await panel.handle.waitFor();
      await page.reload();
      await panel.handle.waitFor();
      await page.getByTestId('card-groups-container').waitFor();
      const before = sandbox.flowsStarts().length;
      const hand = createHand(page, browser);
      await send({ page, panel, hand, names });
      await expect(panel.root.getByRole('heading', { name: 'Done' })).toBeVisible({ timeout: 60_000 });
      const wanted = audience === 'group' ? THREE_HUNDRED.members : names.length;
      const reached = new Set(
        sandbox
          .flowsStarts()
          .slice(before)
          .flatMap((start) => start.contacts),
      );
      if (reached.size !== wanted) throw new Error(`${reached.size} people were reached, not ${wanted}`);
      return hand.effort();
    },
  );
}
