import { expect, type Locator } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';
import { pickFlow, pickGroup, pickPeople, send, sendButton, skipFirstRun } from './sending.ts';

/** The words of the results list, as an agent reads them. */
export type OutcomeWord =
  | 'Queued'
  | 'Sending'
  | 'Checking'
  | 'Accepted'
  | 'Refused'
  | 'Unknown'
  | 'Skipped'
  | 'Cancelled';

/** The outcome list of the dispatch on show: one row per person that is drawn. */
export function resultRows(panel: Locator): Locator {
  return panel.getByRole('list', { name: 'Outcome of each person' }).getByRole('listitem');
}

/** The row of one person, by name. */
export function resultOf(panel: Locator, name: string): Locator {
  return resultRows(panel).filter({ hasText: name });
}

/** How many people stand at an outcome, from the filter the agent presses; 0 when the filter has no such choice. */
export async function countOf(panel: Locator, word: OutcomeWord): Promise<number> {
  await panel.getByRole('group', { name: 'Filter by outcome' }).getByRole('button').first().waitFor();
  const text = await outcomeFilter(panel, word).allInnerTexts();
  const digits = /\d[\d,.\s]*$/.exec(text[0] ?? '')?.[0] ?? '0';
  return Number(digits.replace(/\D/g, ''));
}

/** The press that shows the people of one outcome only, and what can be done for them. */
export function outcomeFilter(panel: Locator, word: OutcomeWord): Locator {
  return panel
    .getByRole('group', { name: 'Filter by outcome' })
    .getByRole('button', { name: new RegExp(`^${word}\\s*[\\d,.]+$`) });
}

/** What stands over a dispatch that is over. */
export function doneHeading(panel: Locator): Locator {
  return panel.getByRole('heading', { name: /^(Done|Cancelled by you)/ });
}

/** Waits for the end of the dispatch on show. */
export async function expectDone(panel: Locator): Promise<void> {
  await expect(doneHeading(panel)).toBeVisible();
}

/** Shows the one dispatch of the history. */
export async function openPast(panel: Locator): Promise<void> {
  await panel.getByRole('tab', { name: 'History' }).click();
  await panel.getByRole('region', { name: 'Dispatches by day' }).getByRole('button').click();
}

/** Flow and people by name, up to the press on Send. */
export async function compose(
  panel: Locator,
  what: { readonly flow?: string; readonly people: readonly string[] },
): Promise<void> {
  await skipFirstRun(panel);
  await pickFlow(panel, what.flow ?? 'Retomar atendimento');
  await pickPeople(panel, what.people);
}

/** Sends to people by name; resolves in the undo window. */
export async function sendTo(panel: Locator, people: readonly string[], flow?: string): Promise<void> {
  await compose(panel, flow === undefined ? { people } : { people, flow });
  await send(panel);
}

interface GroupOf {
  readonly name: string;
  readonly members: number;
}

/** Sends to a whole group through the pre-flight that many people always get; resolves in the undo window. */
export async function sendToGroup(panel: Locator, group: GroupOf): Promise<void> {
  await (await composeGroup(panel, group)).click();
}

/** The same up to the last press, which it gives back. */
export async function composeGroup(panel: Locator, group: GroupOf): Promise<Locator> {
  await skipFirstRun(panel);
  await pickFlow(panel, 'Retomar atendimento');
  await pickGroup(panel, group.name, group.members);
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await panel.getByRole('button', { name: /^Check and send/ }).click();
  const press = sendButton(panel);
  const typed = panel.getByRole('textbox', { name: /^More than \d+ people/ });
  await expect(panel.getByText('Share of the hourly budget, not counting others')).toBeVisible();
  if (await typed.isVisible()) await typed.fill(String(group.members));
  return press;
}

/** Sends again who may get it twice: asked once more, with that said, as an agent is. */
export async function sendAgain(panel: Locator, count: number): Promise<void> {
  await panel.getByRole('button', { name: `Send again to ${count}` }).click();
  await expect(panel.getByText('They may get the message twice.')).toBeVisible();
  await panel.getByRole('button', { name: `Send again all the same to ${count}` }).click();
  // The checks are those of any other dispatch: what they find depends on the hour of the run.
  const check = panel.getByRole('heading', { name: 'Before it is sent' });
  await check
    .or(panel.getByRole('button', { name: 'Undo' }))
    .or(panel.getByText(/^Sends again to people/))
    .first()
    .waitFor();
  if (await check.isVisible()) await sendButton(panel).click();
}

/** How often Flows accepted each contact: the truth that no screen may differ from. */
export function startsByContact(sandbox: Sandbox): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const start of sandbox.flowsStarts())
    for (const contact of start.contacts) counts.set(contact, (counts.get(contact) ?? 0) + 1);
  return counts;
}

/** The people Flows accepted, by name, sorted; somebody reached twice stands there twice. */
export function startedNames(sandbox: Sandbox): readonly string[] {
  return sandbox
    .flowsStarts()
    .flatMap((start) => start.contacts)
    .map((uuid) => sandbox.contactByUuid(uuid)?.name ?? uuid)
    .sort();
}

/** Requests to start a flow that reached the server, answered or not. */
export function startRequests(sandbox: Sandbox) {
  return sandbox.log({ path: '/start_flow/', method: 'POST' });
}

/** What the engine answers when it fails on its way (.github/docs/contract/rest.md#failures-of-a-start). */
export const ENGINE_500 = {
  kind: 'status',
  status: 500,
  body: { code: 'INTERNAL_ERROR', message: 'Internal server error' },
} as const;

/** Room for 300 starts in a row. */
export const WIDE_BUCKET = { perHour: 2_000, burst: 400 } as const;

/** The group of 300, all of whom can be written to. */
export const THREE_HUNDRED = { name: 'Campanha 300', members: 300 } as const;

/** The smart group of the world of 300. */
export const SIXTY = { name: 'Maceió (inteligente)', members: 60 } as const;
