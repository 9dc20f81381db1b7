import { browser } from 'wxt/browser';

export interface Notice {
  id: string;
  title: string;
  message: string;
}

/** Shows a basic notification (Firefox knows no other kind and refuses buttons). Needs the optional permission. */
export async function showNotice({ id, title, message }: Notice): Promise<void> {
  await browser.notifications.create(id, { type: 'basic', iconUrl: browser.runtime.getURL('/icon/128.png'), title, message });
}

export async function clearNotice(id: string): Promise<void> {
  await browser.notifications.clear(id);
}

/** Takes away every notification of ours that is still shown. */
export async function clearNotices(): Promise<void> {
  const shown = (await browser.notifications?.getAll()) ?? {};
  await Promise.all(Object.keys(shown).map(clearNotice));
}

/**
 * Returns what listens for clicks, as often as it is called: at start, and again when the permission is granted, because
 * the API is absent until then. One listener, however often.
 */
export function onNoticeClicked(handle: (id: string) => void): () => void {
  const listener = (id: string) => handle(id);
  return () => {
    const clicked = browser.notifications?.onClicked;
    if (clicked !== undefined && !clicked.hasListener(listener)) clicked.addListener(listener);
  };
}
