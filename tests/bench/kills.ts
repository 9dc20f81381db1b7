import { dispatchUnderIdleStops } from '../e2e/campaign-idle.ts';
import { add, NOTHING, type CampaignResult } from '../e2e/campaign-judge.ts';
import { killBackgrounds, killBrowsers } from '../e2e/campaign.ts';
import type { Figure, Group } from './figure.ts';

const KILLS = { chromium: 100, firefox: 30, browsers: 10 };
const SEED = 20_261_121;

const said = (text: string) => console.error(text);

const progress = (name: string) => (result: CampaignResult) => said(`${name}: ${JSON.stringify(result)}`);

/** Counts as lost: people shown as reached who were not, people shown as not reached who were, and undecided people. */
function figuresOf(name: string, result: CampaignResult, what: string): readonly Figure[] {
  const note = `${what}, ${result.dispatches} dispatches; ${result.unknown} people named unknown`;
  const { kills: n, doubled, lost, hidden, undecided } = result;
  return [
    { id: `faults.${name}.duplicates`, value: doubled, unit: 'count', n, note },
    {
      id: `faults.${name}.lost`,
      value: lost + hidden + undecided,
      unit: 'count',
      n,
      note: `${note}; ${lost} not reached, ${hidden} reached but said not to be, ${undecided} undecided`,
    },
  ];
}

const idsOf = (name: string) => [`faults.${name}.duplicates`, `faults.${name}.lost`];

export const chromiumKills: Group = {
  ids: idsOf('kills.chromium'),
  isCampaign: true,
  async measure() {
    const name = 'kills.chromium';
    return figuresOf(
      name,
      await killBackgrounds('chromium', { kills: KILLS.chromium, seed: SEED, onProgress: progress(name) }),
      'the worker stopped at random moments of dispatches of 50',
    );
  },
};

export const firefoxKills: Group = {
  ids: idsOf('kills.firefox'),
  isCampaign: true,
  needsFirefox: true,
  async measure() {
    const name = 'kills.firefox';
    return figuresOf(
      name,
      await killBackgrounds('firefox', { kills: KILLS.firefox, seed: SEED, onProgress: progress(name) }),
      'the event page stopped at random moments of dispatches of 50',
    );
  },
};

export const browserKills: Group = {
  ids: idsOf('browser_kills'),
  isCampaign: true,
  needsFirefox: true,
  async measure() {
    let total = NOTHING;
    for (const which of ['chromium', 'firefox'] as const)
      total = add(
        total,
        await killBrowsers(which, {
          kills: KILLS.browsers,
          seed: SEED,
          onProgress: progress(`browser_kills in ${which}`),
        }),
      );
    return figuresOf(
      'browser_kills',
      total,
      `kill -9 of the whole browser, ${KILLS.browsers} times each in Chromium and Firefox, the same profile and Chats opened again`,
    );
  },
};

export const idleStops: Group = {
  ids: idsOf('firefox_idle500'),
  isCampaign: true,
  needsFirefox: true,
  async measure() {
    const name = 'firefox_idle500';
    return figuresOf(
      name,
      await dispatchUnderIdleStops({ onProgress: progress(name) }),
      'n: stops that Firefox made itself (idle timeout 500 ms) during a dispatch of 50 and one of 300',
    );
  },
};
