import { browser } from 'wxt/browser';
import { requestHost, requestNotifications } from './permissions.ts';
import { extensionVersion } from './view-runtime.ts';

const TONE_HZ = 880;
const TONE_S = 0.18;

/** What popup, options and history may do with the browser; every answer says whether it was done. */
export function createPageBrowser() {
  return {
    async activeTab(): Promise<{ tabId: number; url: string } | null> {
      const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
      return tab?.id === undefined ? null : { tabId: tab.id, url: tab.url ?? '' };
    },
    requestHost: (origin: string) => requestHost(`${origin}/*`),
    requestNotifications,
    openOptions: () => void browser.runtime.openOptionsPage(),
    download(fileName: string, content: string, type: string): void {
      const url = URL.createObjectURL(new Blob([content], { type }));
      const link = document.createElement('a');
      link.href = url;
      link.download = fileName;
      link.click();
      URL.revokeObjectURL(url);
    },
    /** One synthesised tone, the same as for a reply. */
    playTone(): void {
      const audio = new AudioContext();
      const gain = audio.createGain();
      const tone = audio.createOscillator();
      tone.frequency.value = TONE_HZ;
      gain.gain.setValueAtTime(0.15, audio.currentTime);
      gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + TONE_S);
      tone.connect(gain).connect(audio.destination);
      tone.start();
      tone.stop(audio.currentTime + TONE_S);
      tone.addEventListener('ended', () => void audio.close());
    },
    close: () => globalThis.close(),
    version: extensionVersion(),
  };
}
