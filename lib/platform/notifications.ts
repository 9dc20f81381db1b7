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

/** The API is absent until the permission is granted; registering again after the grant is the caller's task. */
export function onNoticeClicked(handle: (id: string) => void): void {
  browser.notifications?.onClicked.addListener((id: string) => handle(id));
}
