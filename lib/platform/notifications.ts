import { browser } from 'wxt/browser';

export interface Notice {
  id: string;
  title: string;
  message: string;
}

/**
 * Shows a notification of the type `basic`, without buttons: Firefox supports nothing else. Needs the optional
 * permission.
 */
export async function showNotice({ id, title, message }: Notice): Promise<void> {
  await browser.notifications.create(id, {
    type: 'basic',
    iconUrl: browser.runtime.getURL('/icon/128.png'),
    title,
    message,
  });
}

export async function clearNotice(id: string): Promise<void> {
  await browser.notifications.clear(id);
}

/** Removes all notifications of the extension that are still shown. */
export async function clearNotices(): Promise<void> {
  const shown = (await browser.notifications?.getAll()) ?? {};
  await Promise.all(Object.keys(shown).map(clearNotice));
}

/**
 * Returns a function that starts listening for clicks. Call it at start and again when a permission was granted,
 * because
 * the API is missing without the permission. Calling it twice adds no second listener.
 */
export function onNoticeClicked(handle: (id: string) => void): () => void {
  const listener = (id: string) => handle(id);
  return () => {
    const clicked = browser.notifications?.onClicked;
    if (clicked !== undefined && !clicked.hasListener(listener)) clicked.addListener(listener);
  };
}
