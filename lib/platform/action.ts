import { browser } from 'wxt/browser';

/** What the icon shows. Only the global badge is used: tab values die on navigation. */
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

/** Chrome hides new icons behind the puzzle piece: no pin, no badge. null where the browser does not tell. */
export async function isIconPinned(): Promise<boolean | null> {
  const settings = await browser.action.getUserSettings();
  return settings.isOnToolbar ?? null;
}
