import { expect, type Locator } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';

export type PeopleSource = 'Contacts' | 'Groups' | 'Paste' | 'New';

/** The way people come in: the choice in the second step. */
export async function showSource(panel: Locator, source: PeopleSource): Promise<void> {
  await panel
    .getByRole('group', { name: 'Where people come from' })
    .getByRole('button', { name: source, exact: true })
    .click();
}

/** The search of the contacts, by name or number. */
export function peopleSearch(panel: Locator): Locator {
  return panel.getByRole('searchbox', { name: 'Search by name or number' });
}

/** Waits until that many people are picked. */
export async function expectPicked(panel: Locator, count: number): Promise<void> {
  await expect(
    panel.getByText(count === 1 ? '1 person' : `${count.toLocaleString('en')} people`, { exact: true }).first(),
  ).toBeVisible();
}

/** Pastes lines and looks them up, to the list of results. */
export async function pasteLines(panel: Locator, lines: readonly string[]): Promise<void> {
  await showSource(panel, 'Paste');
  await panel.getByRole('textbox', { name: 'One number per line' }).fill(lines.join('\n'));
  await panel.getByRole('button', { name: /^Check [\d,]+ lines?$/ }).click();
}

/** The filter of the results, with its counts. */
export function resultFilter(panel: Locator, word: string): Locator {
  return panel
    .getByRole('group', { name: 'Filter by result' })
    .getByRole('button', { name: new RegExp(`^${word}\\s*[\\d,]+$`) });
}

/** Lines with that outcome; 0 when the filter has no such choice. */
export async function linesOf(panel: Locator, word: string): Promise<number> {
  const [text] = await resultFilter(panel, word).allInnerTexts();
  return Number((/[\d,]+$/.exec(text?.trim() ?? '')?.[0] ?? '0').replace(',', ''));
}

/** Opens a file in the paste box, as the file dialog would. */
export async function openFile(panel: Locator, name: string, content: Buffer | string): Promise<void> {
  await showSource(panel, 'Paste');
  await panel.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
}

/** Calls that used the project's hourly budgets; Flows' own search is counted apart. */
export function rationedCalls(sandbox: Sandbox): number {
  return sandbox.flowsCalls().filter((call) => call.budget !== 'elastic').length;
}

/** The digits of an ordinary contact's number, as the server stores them. */
export function digitsAt(sandbox: Sandbox, index: number): string {
  return sandbox.contactAt(index).urns[0]?.replace('whatsapp:', '') ?? '';
}

/** The same number as people write it, one format after the other. */
export function writeNumber(digits: string, format: number): string {
  const [area, subscriber] = [digits.slice(2, 4), digits.slice(4)];
  const [first, second] = [subscriber.slice(0, -4), subscriber.slice(-4)];
  const formats = [
    digits,
    `+${digits}`,
    `+55 (${area}) ${first}-${second}`,
    `(${area}) ${first}-${second}`,
    `0${area} ${first} ${second}`,
    `${area}${subscriber}`,
    `55 ${area} ${first}.${second}`,
    // Without the ninth digit, as old lists have it.
    `${area} ${first.slice(1)}-${second}`,
  ];
  return formats[format % formats.length] ?? digits;
}
