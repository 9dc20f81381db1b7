import { browser } from 'wxt/browser';

/** What the toolbar icon shows, the same for all tabs: browsers reset values of a single tab on navigation. */
export interface IconState {
  text: string;
  backgroundColor: string;
  title: string;
}

export async function drawIcon({ text, backgroundColor, title }: IconState): Promise<void> {
  await Promise.all([
    browser.action.setBadgeText({ text }),
    browser.action.setBadgeBackgroundColor({ color: backgroundColor }),
    browser.action.setBadgeTextColor({ color: '#ffffff' }),
    browser.action.setTitle({ title }),
  ]);
}

/**
 * Whether the icon is in the toolbar; null if the browser does not say. Chrome hides icons that are not pinned, and
 * their badge with them.
 */
export async function isIconPinned(): Promise<boolean | null> {
  const settings = await browser.action.getUserSettings();
  return settings.isOnToolbar ?? null;
}
