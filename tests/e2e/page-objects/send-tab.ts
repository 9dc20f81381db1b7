import { expect, type Locator } from '@playwright/test';
import { skipFirstRun } from './first-run.ts';
import { PasteSource } from './paste-source.ts';

/** The ways in which people come into a dispatch: the choice in the second step. */
export type PeopleSource = 'Contacts' | 'Groups' | 'Paste' | 'New';

export interface GroupOf {
  readonly name: string;
  readonly members: number;
}

/** The number of picked people as the list of people shows it, and as the review does. */
const peopleText = (count: number): RegExp =>
  count === 0 ? /^Nobody selected$/ : new RegExp(`^${count.toLocaleString('en')} (selected|person|people)$`);

/** Page object of the Send tab: flow, people, review and pre-flight, up to the press that sends. */
export class SendTab {
  readonly #root: Locator;
  readonly paste: PasteSource;

  constructor(root: Locator) {
    this.#root = root;
    this.paste = new PasteSource(root, async () => await this.showSource('Paste'));
  }

  get flowSearch(): Locator {
    return this.#root.getByRole('searchbox', { name: 'Search flow' });
  }

  /** The search of the contacts, by name or number. */
  get peopleSearch(): Locator {
    return this.#root.getByRole('searchbox', { name: 'Search by name or number' });
  }

  /** The list of contacts: it draws only the rows on screen. */
  get contacts(): Locator {
    return this.#root.getByRole('listbox', { name: 'Contacts' });
  }

  /** The people and groups that are picked. */
  get selection(): Locator {
    return this.#root.getByRole('region', { name: 'Selected people and groups' });
  }

  get steps(): Locator {
    return this.#root.getByRole('navigation', { name: 'Steps to send' });
  }

  get reviewHeading(): Locator {
    return this.#root.getByRole('heading', { name: 'Review' });
  }

  /** The message with the values of one person. */
  get preview(): Locator {
    return this.#root.getByRole('region', { name: 'What they will read' });
  }

  get preflightHeading(): Locator {
    return this.#root.getByRole('heading', { name: 'Before it is sent' });
  }

  /** The findings of the pre-flight that take people out. */
  get blockers(): Locator {
    return this.#root.getByRole('region', { name: 'Must be solved first' });
  }

  /** The findings of the pre-flight that an agent may send in spite of. */
  get warnings(): Locator {
    return this.#root.getByRole('region', { name: 'Needs a look' });
  }

  /**
   * The button that sends, in the list of people, the review and the pre-flight: there it counts the warnings instead
   * of the people, where there are any. It takes a press once its screen was read; `click` waits for that.
   */
  get button(): Locator {
    return this.#root.getByRole('button', { name: /^(Send to \d|Send anyway \(\d)/ });
  }

  /** In a principal project: the choice of the secondary project, which comes before everything else. */
  get projects(): Locator {
    return this.#root.getByRole('list', { name: 'Choose the project to send from' });
  }

  /** Chooses the secondary project; resolves when its flows are listed. */
  async chooseProject(name: string): Promise<void> {
    await this.projects.getByRole('button', { name }).click();
    await this.flowSearch.waitFor();
    await this.#root.getByText('Answers come to the queue, not to you.').waitFor();
  }

  /** Shows the chips of the picked groups and people, if they are folded to one line. */
  async unfoldSelection(): Promise<void> {
    const line = this.selection.getByRole('button', { name: / selected$/ });
    if ((await line.getAttribute('aria-expanded')) === 'false') await line.click();
  }

  /** Picks a flow by searching its name in the first step: the list draws only the rows on screen. */
  async pickFlow(name: string): Promise<void> {
    await this.flowSearch.fill(name);
    await this.#root.getByRole('option', { name }).click();
  }

  async showSource(source: PeopleSource): Promise<void> {
    await this.#root
      .getByRole('group', { name: 'Where people come from' })
      .getByRole('button', { name: source, exact: true })
      .click();
  }

  /** Ticks people in the list of contacts, each found by searching the name. */
  async pickPeople(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.peopleSearch.fill(name);
      await this.#root.getByRole('option', { name }).click();
    }
    await this.#root.getByText(peopleText(names.length)).waitFor();
  }

  /** Ticks a group and waits until its members are read. */
  async pickGroup(name: string, members: number): Promise<void> {
    await this.showSource('Groups');
    await this.#root.getByRole('option', { name }).click();
    await this.#root.getByText(peopleText(members)).waitFor();
  }

  /** Waits until that many people are picked. */
  async expectPicked(count: number): Promise<void> {
    await expect(this.#root.getByText(peopleText(count)).first()).toBeVisible();
  }

  /** Goes from the picked people to the review. */
  async review(): Promise<void> {
    await this.#root.getByRole('button', { name: 'Review', exact: true }).click();
  }

  /** Goes from the review to the pre-flight, which many people always get. */
  async check(): Promise<void> {
    await this.#root.getByRole('button', { name: /^Check and send/ }).click();
  }

  /**
   * Presses Send in the review, and again in the pre-flight where that opens. Whether it opens depends on the hour of
   * the run (it may be night where the customers are): a pre-flight with warnings is confirmed as a person would.
   */
  async confirm(): Promise<void> {
    await this.button.click();
    // Not *Undo*: a notice about people who were taken out has that, too.
    const counting = this.#root.getByRole('heading', { name: /^Sending to / });
    const done = this.#root.getByRole('heading', { name: /^(Done|Cancelled by you)/ });
    await this.preflightHeading.or(counting).or(done).first().waitFor();
    if (await this.preflightHeading.isVisible()) await this.button.click();
  }

  /** Goes from the picked people to the undo window. */
  async reviewAndConfirm(): Promise<void> {
    await this.review();
    await this.confirm();
  }

  /** Picks flow and people by name, up to the press on Send. */
  async compose(what: { readonly flow?: string; readonly people: readonly string[] }): Promise<void> {
    await skipFirstRun(this.#root);
    await this.pickFlow(what.flow ?? 'Retomar atendimento');
    await this.pickPeople(what.people);
  }

  /** Sends to people by name; resolves in the undo window. */
  async toPeople(people: readonly string[], flow?: string): Promise<void> {
    await this.compose(flow === undefined ? { people } : { people, flow });
    await this.reviewAndConfirm();
  }

  /** Picks a flow and a whole group, up to the last press of the pre-flight that many people always get. */
  async composeGroup(group: GroupOf): Promise<void> {
    await skipFirstRun(this.#root);
    await this.pickFlow('Retomar atendimento');
    await this.pickGroup(group.name, group.members);
    await this.review();
    await this.check();
    const typed = this.#root.getByRole('textbox', { name: /^More than \d+ people/ });
    await this.#root.getByText('Share of the hourly budget, not counting others').waitFor();
    if (await typed.isVisible()) await typed.fill(String(group.members));
  }

  /** Sends to a whole group; resolves in the undo window. */
  async toGroup(group: GroupOf): Promise<void> {
    await this.composeGroup(group);
    await this.button.click();
  }
}
