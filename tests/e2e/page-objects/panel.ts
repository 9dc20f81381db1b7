import { expect, type Locator, type Page } from '@playwright/test';
import { DispatchView } from './dispatch-view.ts';
import { settledTab, skipFirstRun } from './first-run.ts';
import { HistoryTab } from './history-tab.ts';
import { SendTab } from './send-tab.ts';
import { WaitingTab } from './waiting-tab.ts';

/** How Chats can be shown: alone in a tab, in an iframe of a host page, or as a module inside Connect. */
export type PageMode = 'standalone' | 'iframe' | 'federated';

/** The tabs of the panel, by the names that agents read. */
export type TabName = 'Send' | 'Waiting' | 'History';

/** Page object of the panel that the extension draws over Chats. What has no member of its own is found from `root`. */
export class Panel {
  /** The panel's host element: locators reach into its open shadow root. */
  readonly root: Locator;
  readonly send: SendTab;
  /** The dispatch on show: counting down, running or over. */
  readonly dispatch: DispatchView;
  readonly waiting: WaitingTab;
  readonly history: HistoryTab;

  constructor(root: Locator) {
    this.root = root;
    this.send = new SendTab(root);
    this.dispatch = new DispatchView(root);
    this.waiting = new WaitingTab(root);
    this.history = new HistoryTab(root);
  }

  /** The panel in a tab with Chats; nothing is awaited. */
  static of(page: Page, mode: PageMode = 'standalone'): Panel {
    return new Panel(
      mode === 'iframe'
        ? page.frameLocator('iframe[name=chats]').locator('disparo-panel')
        : page.locator('disparo-panel'),
    );
  }

  get page(): Page {
    return this.root.page();
  }

  /** The ARIA landmark around everything that the panel draws: carries theme and placement. */
  get landmark(): Locator {
    return this.root.getByRole('complementary');
  }

  /** The button that a collapsed panel leaves on the page. */
  get handle(): Locator {
    return this.root.getByRole('button', { name: /^Open Disparo/ });
  }

  /** Opens a collapsed panel. */
  async open(): Promise<void> {
    await this.handle.click();
  }

  async collapse(): Promise<void> {
    await this.root.getByRole('button', { name: 'Collapse the panel' }).click();
  }

  tab(name: TabName): Locator {
    return this.root.getByRole('tab', { name });
  }

  async showTab(name: TabName): Promise<void> {
    await this.tab(name).click();
  }

  /** Waits until the tab on show has what it loads first. */
  async settled(): Promise<void> {
    await settledTab(this.root).waitFor();
  }

  /** Waits until the panel knows who is signed in: its header then names the project. */
  async signedIn(): Promise<void> {
    await this.root.locator('.header bdi').waitFor();
  }

  /** Ends the first-run steps where they show; whether they do is known once the panel has its first news. */
  async skipFirstRun(): Promise<void> {
    await skipFirstRun(this.root);
  }

  /** Sends a flow to people by name, waits until each of them has an outcome, and shows the Waiting tab. */
  async sendAndShowWaiting(flow: string, names: readonly string[]): Promise<void> {
    await this.showTab('Send');
    await this.dispatch.newDispatch.or(this.send.flowSearch).first().waitFor();
    if (await this.dispatch.newDispatch.isVisible()) await this.dispatch.newDispatch.click();
    await this.send.pickFlow(flow);
    await this.send.pickPeople(names);
    await this.send.reviewAndConfirm();
    await expect(this.root.getByRole('heading', { name: 'Done' })).toBeVisible();
    await this.waiting.show();
  }
}
