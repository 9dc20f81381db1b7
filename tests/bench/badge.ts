import { uniqueNames } from '../e2e/sandbox-data.ts';
import { withEnvironment } from './browsers.ts';
import { quantile, median, rounded, type Group } from './figure.ts';

const PEOPLE = 20;

/**
 * This flow opens the chat at once, so that the answer comes as a message on the socket. For a chat that opens with the
 * answer the socket carries no message, and a check finds the answer 1.5 s later.
 */
const FLOW = 'Chamado imediato';

/** Measures from the socket frame that the server sends to the number on the icon, for people who answer one by one. */
export const badge: Group = {
  ids: ['reply.socket_to_badge.p95_ms'],
  async measure() {
    return await withEnvironment(
      { extension: { undoMs: 0, bucket: { perHour: 2_000, burst: 400 } }, runDelayMs: 0, historyDelayMs: 0 },
      async ({ sandbox, browser, openChats }) => {
        const { panel } = await openChats();
        const names = uniqueNames(sandbox, PEOPLE);
        await panel.sendAndShowWaiting(FLOW, names);
        const icon = await browser.extensionPage('icon/16.png');
        const samples: number[] = [];
        for (const [index, name] of names.entries()) {
          const contact = sandbox.contactByName(name);
          const shown = icon.evaluate(
            async (text) => {
              const until = Date.now() + 20_000;
              while ((await chrome.action.getBadgeText({})) !== text) {
                if (Date.now() > until) throw new Error(`the badge never showed ${text}`);
              }
              return performance.timeOrigin + performance.now();
            },
            String(index + 1),
          );
          const sentAt = performance.timeOrigin + performance.now();
          sandbox.reply(contact.uuid, { text: 'Oi, quero sim' });
          samples.push((await shown) - sentAt);
        }
        return [
          {
            id: 'reply.socket_to_badge.p95_ms',
            value: rounded(quantile(samples, 0.95)),
            unit: 'ms',
            n: PEOPLE,
            note: `median ${rounded(median(samples))} ms; counted from the server's decision to send, so the socket is in it`,
          },
        ];
      },
    );
  },
};
