import { isDue } from '../../draft/prepared.ts';
import { clearAlarm, setAlarmAt } from '../../platform/alarms.ts';
import { focusTab } from '../../platform/tabs.ts';
import type { Services } from '../services.ts';
import { notifyDue, type DueNoticePorts } from './due-notice.ts';

/** The alarm at the time of the next draft that was prepared for later. */
export const LATER_ALARM = 'later';

interface LaterAlarmPorts extends DueNoticePorts {
  readonly services: Pick<Services, 'feed' | 'followUps' | 'frames' | 'prepared' | 'view'>;
  /** Keys of the agents who are signed in. */
  readonly agentKeys: () => readonly string[];
  /** True after an erasure: then no alarm is set any more. */
  readonly isOver: () => boolean;
  readonly drawIcon: () => void;
}

/** Offers what is kept for later when it is due: by icon, notification and panel. It sends nothing. */
export function createLaterAlarm(ports: LaterAlarmPorts) {
  const { feed, followUps, frames, prepared, view } = ports.services;
  return {
    /** How many are due for the agents who are signed in; while nobody is, in this whole browser. */
    async due(): Promise<number> {
      const live = new Set(ports.agentKeys());
      const due = [...(await prepared.all()).filter((entry) => isDue(entry, ports.now())), ...(await followUps.due())];
      return due.filter(({ agentKey }) => live.size === 0 || live.has(agentKey)).length;
    },

    /** Tells the agent of what has become due, and sets the alarm for the next. */
    async review(): Promise<void> {
      const drafts = await prepared.review();
      const offers = await followUps.review();
      const times = [drafts.nextAt, offers.nextAt].filter((at) => at !== null);
      const nextAt = times.length === 0 ? null : Math.min(...times);
      if (ports.isOver()) return;
      if (nextAt === null) await clearAlarm(LATER_ALARM);
      else await setAlarmAt(LATER_ALARM, nextAt);
      ports.drawIcon();
      const items = [
        ...drafts.newlyDue.map(({ sessionId, draft }) => ({
          sessionId,
          flowName: draft.flowName ?? '',
          people: draft.people.length,
        })),
        ...offers.newlyDue.map(({ row, people }) => ({ sessionId: row.sessionId, flowName: row.flowName, people })),
      ];
      if (items.length === 0) return;
      feed.changed({ singles: true });
      await notifyDue(items, ports);
    },

    /** Brings the tab of a session to the front and shows there what is kept for later. */
    async show(sessionId: string): Promise<void> {
      const [best] = await frames.ofSessions(new Set([sessionId]));
      if (best === undefined) return;
      await focusTab(best.tab.tabId);
      view.request(best.frame, 'open-later');
      await frames.askAll([best.frame], 'frame:wake', {});
      feed.changed({ singles: true });
    },
  };
}
