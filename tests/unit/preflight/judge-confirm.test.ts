import { describe, expect, it } from 'vitest';
import {
  type ConfirmCase,
  DIRECT_SEND_MAX,
  isFlowChangedSince,
  judgeConfirm,
} from '../../../lib/preflight/judge-confirm.ts';
import type { FindingLevel } from '../../../lib/preflight/preflight-report.ts';

const reportOf = (...levels: FindingLevel[]): ConfirmCase['report'] => ({
  status: 'complete',
  findings: levels.map((level) => ({ kind: 'night', level, people: [], details: {} })),
});

/** One person, an empty report, and an agent who has confirmed nothing. */
const plain: ConfirmCase = {
  report: reportOf(),
  people: 1,
  cap: 200,
  isFlowChanged: false,
  mayArriveTwice: false,
  agent: { warningsSeen: false, typedCount: null, mayArriveTwiceSeen: false },
};
const seen: ConfirmCase['agent'] = { ...plain.agent, warningsSeen: true };
const everything: ConfirmCase = {
  ...plain,
  report: reportOf('blocker', 'warning'),
  people: 300,
  isFlowChanged: true,
  mayArriveTwice: true,
};

describe('a dispatch may be confirmed', () => {
  it.each<[string, Partial<ConfirmCase>]>([
    ['with an empty report', {}],
    ['with an empty report and twenty people', { people: DIRECT_SEND_MAX }],
    ['with exactly as many people as the cap', { people: 5, cap: 5 }],
    ['with 21 people after a look at the report', { people: 21, agent: seen }],
    ['with a warning after a look at the report', { report: reportOf('warning'), agent: seen }],
    ['with an unknown after a look at the report', { report: reportOf('unknown'), agent: seen }],
    [
      'with cancelled checks after a look at the report',
      { report: { ...reportOf(), status: 'cancelled' }, agent: seen },
    ],
    ['above the cap with the number typed', { people: 201, agent: { ...seen, typedCount: 201 } }],
    [
      'a second time after the agent has read that',
      { mayArriveTwice: true, agent: { ...plain.agent, mayArriveTwiceSeen: true } },
    ],
  ])('%s', (_case, change) => {
    expect(judgeConfirm({ ...plain, ...change })).toBe('ok');
  });
});

describe('a dispatch is refused', () => {
  it.each<[ReturnType<typeof judgeConfirm>, string, Partial<ConfirmCase>]>([
    [
      'flow-changed',
      'another flow than the agent looked at',
      { isFlowChanged: true, agent: { warningsSeen: true, typedCount: 1, mayArriveTwiceSeen: true } },
    ],
    ['may-arrive-twice', 'people who may have the message already', { mayArriveTwice: true, agent: seen }],
    ['blocked', 'a blocker, even after a look at the report', { report: reportOf('blocker'), agent: seen }],
    ['needs-confirmation', 'a warning', { report: reportOf('warning') }],
    ['needs-confirmation', 'an unknown', { report: reportOf('unknown') }],
    ['needs-confirmation', 'cancelled checks', { report: { ...reportOf(), status: 'cancelled' } }],
    ['needs-confirmation', '21 people', { people: DIRECT_SEND_MAX + 1 }],
    ['type-number', 'one person more than the cap', { people: 6, cap: 5 }],
    ['type-number', 'another number typed', { people: 201, agent: { ...seen, typedCount: 200 } }],
  ])('as %s for %s', (reason, _case, change) => {
    expect(judgeConfirm({ ...plain, ...change })).toBe(reason);
  });

  it('with one reason at a time, in the same order', () => {
    const steps: Partial<ConfirmCase>[] = [
      {},
      { isFlowChanged: false },
      { agent: { ...plain.agent, mayArriveTwiceSeen: true } },
      { report: reportOf('warning') },
      { agent: { ...seen, mayArriveTwiceSeen: true } },
      { agent: { ...seen, mayArriveTwiceSeen: true, typedCount: 300 } },
    ];

    const reasons = steps.map((_, n) => judgeConfirm(Object.assign({}, everything, ...steps.slice(0, n + 1))));

    expect(reasons).toEqual(['flow-changed', 'may-arrive-twice', 'blocked', 'needs-confirmation', 'type-number', 'ok']);
  });
});

describe('a flow has changed', () => {
  it.each<[string, Parameters<typeof isFlowChangedSince>, boolean]>([
    ['when its mark is another one', [{ flowMark: 'a' }, 'b'], true],
    ['when it could not be read at the time of the report', [{ flowMark: null }, 'b'], true],
    ['not when the mark is the same', [{ flowMark: 'a' }, 'a'], false],
    ['not when the agent had no report to look at', [null, 'b'], false],
  ])('%s', (_case, asked, isChanged) => {
    expect(isFlowChangedSince(...asked)).toBe(isChanged);
  });
});
