import { fold } from '../../lib/contacts/fold.ts';
import { unsendableReason } from '../../lib/contacts/contact-row.ts';
import type { PanelModel } from '../../lib/models/panel/panel-model.ts';
import type { I18n } from '../../lib/platform/i18n.ts';
import { shownNameOf } from '../../lib/replies/list.ts';

/** One line of the palette. `hint` is shown beside it; `run` is called after the palette has closed. */
export interface PaletteAction {
  readonly id: string;
  readonly text: string;
  readonly hint: string;
  /** The hint is a person: it keeps its place beside a long text. */
  readonly isHintPerson?: boolean;
  /** Further text to search in that is not shown: the real name behind a masked one. */
  readonly also?: string;
  /**
   * Whether the action's subject is unchanged. The agent may have switched to another chat while the palette was open.
   */
  readonly isStill?: () => boolean;
  readonly run: () => void;
  /** The action sends something, so it runs only after the palette has been on screen long enough to be read. */
  readonly sends?: boolean;
}

/** Name of the palette for the press gate. */
export const PALETTE_SCREEN = 'palette';

const MAX_FLOWS = 9;
const MAX_REPLIES = 20;
const MAX_PEOPLE = 5;

const THEMES = [
  ['dark', 'palette_themeDark'],
  ['light', 'palette_themeLight'],
  ['page', 'palette_themePage'],
] as const;

/** All actions that are possible anywhere, the most likely first. `personText` formats a person's name. */
export function listActions(
  model: PanelModel,
  { t }: I18n,
  personText: (name: string | null) => string,
): PaletteAction[] {
  const { dispatch, replies, catalog, navigate } = model;
  const chat = model.feed.select('roomShown').value;
  const chatName = chat === null || chat.contactName === null ? '' : personText(chat.contactName);
  const actions: PaletteAction[] = [];
  const add = (id: string, text: string, run: () => void, hint = ''): void =>
    void actions.push({ id, text, hint, run });

  for (const { lead: row } of replies.repliedPeople.value.slice(0, MAX_REPLIES)) {
    actions.push({
      id: `reply:${row.id}`,
      text: t('palette_openReply', { name: personText(shownNameOf(row)) }),
      hint: row.flowName,
      also: shownNameOf(row) ?? '',
      run: () => void replies.open(row, { mayNavigate: false }),
    });
  }
  if (replies.repliedCount.value > 0) add('next-reply', t('command_nextReply'), () => void replies.openNext());
  if (chat !== null) {
    const isStill = (): boolean => model.feed.select('roomShown').peek()?.roomUuid === chat.roomUuid;
    actions.push({
      id: 'quick-send',
      text: t('palette_quickSend'),
      hint: chatName,
      isHintPerson: true,
      isStill,
      run: () => void model.quickSend(null),
    });
    for (const flow of catalog.ordered.value.filter((one) => one.isFavourite).slice(0, MAX_FLOWS)) {
      actions.push({
        id: `favourite:${flow.flowUuid}`,
        text: t('palette_sendFavourite', { flow: flow.name }),
        hint: chatName,
        isHintPerson: true,
        isStill,
        run: () => void model.quickSend(flow),
      });
    }
  }
  const last = dispatch.all.value[0];
  if (last !== undefined) {
    const flow = { flowUuid: last.row.flowUuid, name: last.row.flowName };
    add('last-flow', t('palette_lastFlow', { flow: flow.name }), () => {
      model.startOver();
      model.selection.setFlow(flow);
      dispatch.goTo('people');
    });
  }
  for (const { row } of dispatch.running.value) {
    if (row.state.status === 'running')
      add(
        `pause:${row.dispatchId}`,
        t('palette_pause', { flow: row.flowName }),
        () => void dispatch.pause(row.dispatchId),
      );
    if (row.state.status === 'paused') {
      const resume = (): void => void dispatch.resume(row.dispatchId, PALETTE_SCREEN);
      actions.push({
        id: `resume:${row.dispatchId}`,
        text: t('palette_resume', { flow: row.flowName }),
        hint: '',
        run: resume,
        sends: true,
      });
      add(`show:${row.dispatchId}`, t('palette_show', { flow: row.flowName }), () =>
        navigate.toDispatch(row.dispatchId),
      );
    }
  }
  add('search-flow', t('palette_searchFlow'), () => {
    model.startOver();
    dispatch.goTo('flow');
  });
  add('search-person', t('palette_searchPerson'), () => {
    model.startOver();
    navigate.toSource('contacts');
    dispatch.goTo('people');
  });
  add('tab-send', t('palette_goTo', { place: t('tab_send') }), model.startOver);
  add('tab-waiting', t('palette_goTo', { place: t('tab_waiting') }), () => navigate.toTab('waiting'));
  add('tab-history', t('palette_goTo', { place: t('tab_history') }), () => navigate.toTab('history'));
  for (const { name, flowName } of model.later.view.value.recipes)
    add(`recipe:${name}`, t('palette_recipe', { name }), () => void model.later.openRecipe(name), flowName);
  add('later', t('later_title'), () => navigate.openCover('later'));
  add('export', t('history_full'), () => void model.flash.attempt(model.openHistory));
  add('refresh', t('waiting_refresh'), () => void replies.refresh());
  add('options', t('popup_options'), model.openOptions);
  add('setup', t('panel_setup'), () => navigate.openCover('setup'));
  add('keys', t('keys_title'), () => navigate.openCover('keys'));
  for (const [theme, text] of THEMES) {
    if (model.settings.settings.value.theme !== theme)
      add(`theme-${theme}`, t(text), () => void model.settings.save({ theme }));
  }
  add('collapse', t('panel_collapse'), model.collapse);
  return actions;
}

/**
 * People whose name fits the typed text: those awaited, then recent and loaded contacts. Their answers that are not
 * opened yet are actions of their own (`listActions`).
 */
export function findPeople(
  model: PanelModel,
  { t }: I18n,
  { typed, personText }: { readonly typed: string; readonly personText: (name: string | null) => string },
): PaletteAction[] {
  const text = typed.trim();
  if (text === '') return [];
  const { replies, people, navigate } = model;
  const awaited = replies.everybody.value
    .filter(
      ({ part, lead }) => (part === 'waiting' || part === 'done') && rankText(shownNameOf(lead) ?? '', text) !== null,
    )
    .map(({ lead }) => lead)
    .slice(0, MAX_PEOPLE);
  return [
    ...awaited.map((row) => ({
      id: `awaited:${row.id}`,
      text: t('palette_showWaiting', { name: personText(shownNameOf(row)), place: t('tab_waiting') }),
      hint: row.flowName,
      also: shownNameOf(row) ?? '',
      run: () => {
        replies.showAll();
        replies.narrow({ text: shownNameOf(row) ?? '' });
        navigate.toTab('waiting');
      },
    })),
    ...people
      .find(text, MAX_PEOPLE)
      .filter((row) => unsendableReason(row) === null)
      .map((row) => ({
        id: `person:${row.contactUuid}`,
        text: t('palette_sendTo', { name: personText(row.name) }),
        hint: '',
        // A typed number is in no name.
        also: rankText(row.name ?? '', text) === null ? text : (row.name ?? ''),
        run: () => model.prepareFor(row),
      })),
  ];
}

/** Searches for the typed text in other lists, shown below the actions that match. */
export function searchElsewhere(model: PanelModel, { t }: I18n, typed: string): PaletteAction[] {
  const text = typed.trim();
  if (text === '') return [];
  const { dispatch, catalog, people, navigate } = model;
  return [
    {
      id: 'find-person',
      text: t('palette_findPerson', { text }),
      hint: '',
      run: () => {
        model.startOver();
        navigate.toSource('contacts');
        people.start();
        people.type(text);
        dispatch.goTo('people');
      },
    },
    {
      id: 'find-flow',
      text: t('palette_findFlow', { text }),
      hint: '',
      run: () => {
        model.startOver();
        catalog.type(text);
        dispatch.goTo('flow');
      },
    },
  ];
}

/** Sorts actions that were used before to the front, the most recent first. */
export function recentFirst(actions: readonly PaletteAction[], recent: readonly string[]): PaletteAction[] {
  const rank = (action: PaletteAction): number => {
    const at = recent.indexOf(action.id);
    return at === -1 ? recent.length : at;
  };
  return [...actions].sort((a, b) => rank(a) - rank(b));
}

/** Keeps the shown actions in place with what they do; newly matching actions are appended. */
export function keepStanding(
  standing: readonly PaletteAction[],
  fitting: readonly PaletteAction[],
): readonly PaletteAction[] {
  const ids = new Set(standing.map(({ id }) => id));
  return [...standing, ...fitting.filter(({ id }) => !ids.has(id))];
}

/**
 * Whether an action may be stored as recent. Its id holds the kind of action, and the flow of a favourite; ids with a
 * person are never stored.
 */
export const isRemembered = (id: string): boolean => !/^(?:reply:|awaited:|person:|recipe:|find-)/.test(id);

const LETTER = /[\p{L}\p{N}]/u;

/**
 * How well a text matches the typed text: 0 at its beginning, 1 at the beginning of a word, 2 inside a word, more with
 * letters missing between; null is no match.
 */
function rankText(text: string, typed: string): number | null {
  const wanted = fold(typed).replaceAll(' ', '');
  if (wanted === '') return 0;
  const folded = fold(text);
  const whole = fold(typed);
  if (folded.startsWith(whole)) return 0;
  for (let place = folded.indexOf(whole); place !== -1; place = folded.indexOf(whole, place + 1))
    if (!LETTER.test(folded[place - 1] ?? '')) return 1;
  if (folded.includes(whole)) return 2;
  let at = -1;
  let gaps = 0;
  for (const letter of wanted) {
    const next = folded.indexOf(letter, at + 1);
    if (next === -1) return null;
    if (at !== -1) gaps += next - at - 1;
    at = next;
  }
  return 10 + gaps;
}

/** The matching actions, best first; equal ones keep their order. */
export function searchActions(actions: readonly PaletteAction[], typed: string): PaletteAction[] {
  return actions
    .map((action, order) => ({
      action,
      order,
      rank: rankText(`${action.text} ${action.hint} ${action.also ?? ''}`, typed),
    }))
    .filter((entry) => entry.rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.order - b.order)
    .map((entry) => entry.action);
}
