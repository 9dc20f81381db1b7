import { ChevronLeft, ChevronRight, Send, ShieldCheck } from 'lucide';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { DraftPerson } from '../../lib/draft/draft.ts';
import { removePeople } from '../../lib/draft/selection.ts';
import {
  firstNameOf,
  isFlattened,
  listPlanProblems,
  resolveParams,
  stepTo,
  stepToProblem,
} from '../../lib/draft/variables.ts';
import type { ValueSource, VariablePlan } from '../../lib/draft/variables.ts';
import { DIRECT_SEND_MAX } from '../../lib/preflight/judge-confirm.ts';
import type { FlowPreview } from '../../lib/messaging/views.ts';
import { RecipeSave } from '../later/RecipeSave.tsx';
import { PrepareLater } from '../later/PrepareLater.tsx';
import { usePanel } from '../panel/PanelContext.tsx';
import { useGate } from '../panel/use-gate.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { Notice } from '../ui/Notice.tsx';
import { FirstNames, PersonName } from '../ui/PersonName.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useWords } from '../ui/ViewContext.tsx';
import { HOLD_BACK_CHOICES } from '../../lib/settings/settings.ts';
import { FlowStrip } from './FlowStrip.tsx';
import { HoldBackChoice } from './HoldBackChoice.tsx';
import { PickedFlow } from './PickedFlow.tsx';
import { Rehearsal } from './Rehearsal.tsx';
import { TestSend } from './TestSend.tsx';
import { useReviewed, type ValueProblem } from './use-reviewed.ts';
import { TemplatePreviews } from './TemplatePreview.tsx';
import { VariablesEditor } from './VariablesEditor.tsx';

/** Says which templates of the flow could not be found or read. */
function Unfound({ flow }: { flow: FlowPreview }) {
  const { t } = useWords();
  const names = flow.unlistedTemplates.filter((name) => name !== '').join(', ');
  if (!flow.isDefinitionRead) return <Notice tone="warn">{t('preview_unread')}</Notice>;
  if (flow.sends === 'unknown') return <Notice tone="warn">{t('preview_unknown')}</Notice>;
  return names === '' ? null : <Notice tone="warn">{t('preview_unlisted', { names })}</Notice>;
}

/** The message as one person will read it, per template, and what is not known of it. */
function Preview({ plan, person }: { readonly plan: VariablePlan; readonly person: ValueSource | undefined }) {
  const { selection, catalog } = usePanel();
  const { t } = useWords();
  const { flowUuid } = selection.draft.value;
  const state = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
  if (flowUuid === null || state === undefined) return null;
  if (state.status === 'loading') return <LoadingRows label={t('preview_loading')} />;
  if (state.status === 'failed')
    return (
      <ErrorState title={t('preview_failed')} error={state.error} onRetry={() => catalog.retryPreview(flowUuid)} />
    );
  const { templates, sends, reading } = state.preview;
  const name = person?.name ?? null;
  const contact = { name, firstName: firstNameOf(name), number: person?.number ?? '', fields: person?.fields ?? {} };
  const params = person === undefined ? {} : resolveParams(plan, person);
  return (
    <>
      {sends === 'none' && <Notice tone="info">{t('preview_none')}</Notice>}
      <Unfound flow={state.preview} />
      {reading !== null && reading.rehearsal.items.length > 0 ? (
        <Rehearsal preview={state.preview} reading={reading} values={{ params, contact }} />
      ) : (
        <>
          {templates.length > 1 && <p class="caption">{t('preview_several', { count: templates.length })}</p>}
          <TemplatePreviews templates={templates} values={{ params, contact }} />
        </>
      )}
    </>
  );
}

/** Number of picked people, and the first names. */
function PickedPeople({
  persons,
}: {
  readonly persons: readonly { readonly contactUuid: string; readonly name: string | null }[];
}) {
  const { dispatch } = usePanel();
  const { t } = useWords();
  return (
    <div class="picked">
      <span class="names">
        <span class="caption muted cut">{t('step_people')}</span>
        <span class="strong cut num">{t('people_count', { count: persons.length })}</span>
        <FirstNames people={persons} most={3} class="cut short-name" />
      </span>
      <Button small look="tertiary" onPress={() => dispatch.goTo('people')}>
        {t('common_change')}
      </Button>
    </div>
  );
}

const showsProblem = (persons: readonly DraftPerson[], { people }: ValueProblem): boolean[] => {
  const uuids = new Set(people.map(({ contactUuid }) => contactUuid));
  return persons.map(({ contactUuid }) => uuids.has(contactUuid));
};

/** A variable that is empty or too long: which one, for whom, and a press that takes these people out. */
function ProblemNotice({ problem, onShow }: { problem: ValueProblem; onShow: () => void }) {
  const { selection } = usePanel();
  const { t, tOf } = useWords();
  const count = problem.people.length;
  return (
    <Notice
      tone="warn"
      actions={
        <>
          <Button small onPress={onShow}>
            {t('variable_nextProblem')}
          </Button>
          <Button
            small
            onPress={() =>
              selection.remove((now) =>
                removePeople(
                  now,
                  problem.people.map(({ contactUuid }) => contactUuid),
                ),
              )
            }
          >
            {t('preflight_untick', { count })}
          </Button>
        </>
      }
    >
      <p>{tOf('variableProblem', problem.kind, { name: problem.variable })}</p>
      <FirstNames people={problem.people} most={3} class="cut short-name strong" />
    </Notice>
  );
}

/**
 * The message as the person shown will read it. While values are chosen it stays in sight above them, so that each choice
 * shows its effect.
 */
function Message({
  plan,
  facts,
  index,
  onShow,
  hasVariables,
}: {
  readonly plan: VariablePlan;
  readonly facts: readonly ValueSource[];
  readonly index: number;
  readonly onShow: (index: number) => void;
  readonly hasVariables: boolean;
}) {
  const { t } = useWords();
  const person = facts[index];
  return (
    <section
      class={hasVariables ? 'stack naming' : 'stack'}
      aria-label={t('preview_title')}
      {...(hasVariables ? scrollRegion : {})}
    >
      <div class="row between">
        <h3 class="title">{t('preview_title')}</h3>
        {facts.length > 1 && hasVariables && (
          <span class="row">
            <IconButton
              small
              node={ChevronLeft}
              label={t('preview_previous')}
              onPress={() => onShow(stepTo(index, -1, facts.length))}
            />
            <span class="caption num">{t('preview_pager', { at: index + 1, total: facts.length })}</span>
            <IconButton
              small
              node={ChevronRight}
              label={t('preview_next')}
              onPress={() => onShow(stepTo(index, 1, facts.length))}
            />
          </span>
        )}
      </div>
      {person !== undefined && hasVariables && (
        <span class="caption">
          {t('preview_for')} <PersonName name={person.name} class="strong" />
        </span>
      )}
      <Preview plan={plan} person={person} />
    </section>
  );
}

/** Why Send cannot be pressed, in a few words; null when it can. */
function useObstacle(what: { unmapped: number; troubled: number; isReading: boolean }): string | null {
  const { t } = useWords();
  if (what.unmapped > 0) return t('variable_unmapped', { count: what.unmapped });
  if (what.troubled > 0) return t('review_troubled', { count: what.troubled });
  return what.isReading ? t('preview_loading') : null;
}

interface ReviewFooterProps {
  count: number;
  canSend: boolean;
  obstacle: string | null;
  /** Called when Send is pressed while there is an obstacle. */
  onObstacle: () => void;
}

/** Back and Send. An obstacle stands above them, and a press on the grey Send leads to it. */
function ReviewFooter({ count, canSend, obstacle, onObstacle }: ReviewFooterProps) {
  const { dispatch, settings } = usePanel();
  const { t } = useWords();
  const reasonId = useId();
  const isDirect = count <= DIRECT_SEND_MAX;
  const isRead = useGate(dispatch.screen.value);
  const isFinal = settings.settings.value.undoSeconds === 0;
  const label = isDirect ? t(isFinal ? 'review_sendFinal' : 'review_send', { count }) : t('review_check', { count });
  return (
    <div class="footer wrap">
      {obstacle !== null && (
        <span id={reasonId} class="whole caption strong" role="status">
          {obstacle}
        </span>
      )}
      <Button onPress={() => dispatch.goTo('people')}>{t('common_back')}</Button>
      <Button
        look="primary"
        wide
        trusted
        icon={isDirect ? Send : ShieldCheck}
        waits={isDirect && !isRead}
        disabled={!canSend || dispatch.pressing.value}
        onBlockedPress={canSend && obstacle !== null ? onObstacle : undefined}
        describedBy={obstacle === null ? undefined : reasonId}
        onPress={() => void dispatch.press({ typed: '', isTest: false })}
      >
        {dispatch.pressing.value ? t('review_checking') : label}
      </Button>
    </div>
  );
}

/**
 * Third step: flow, people, values and preview. For a few people without warnings Send confirms at once; otherwise it
 * opens the pre-flight.
 */
export function ReviewStep() {
  const { selection, catalog, settings, preflight, facts: factsModel } = usePanel();
  const { t } = useWords();
  const [at, setAt] = useState(0);
  const { flowUuid } = selection.draft.value;
  const picked = selection.selection.value.people;
  const persons = useMemo(() => [...picked.values()], [picked]);
  const preview = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
  const { undoSeconds } = settings.settings.value;
  const isSaved = selection.saving.value === 'saved';

  useEffect(() => {
    if (flowUuid !== null) catalog.loadPreview(flowUuid);
  }, [catalog, flowUuid]);
  // Run the checks while the agent reads, so that a press on Send rarely has to wait.
  useEffect(() => {
    if (isSaved && flowUuid !== null && preflight.current.peek() === null) void preflight.run({ fresh: false });
  }, [preflight, isSaved, flowUuid]);

  const { plan, facts, troubled, problems, needsFacts } = useReviewed(persons);
  const { names, optional } = plan;
  const hasVariables = names.length + optional.length > 0;
  const isChecking = preflight.result.loading.value;
  const troubleCount = troubled.filter(Boolean).length;
  const unmapped = listPlanProblems(plan).length;
  /** Variables without a source, or without a usable value for somebody. */
  const pending = new Set([...listPlanProblems(plan), ...problems].map(({ variable }) => variable)).size;
  const index = Math.min(at, Math.max(0, facts.length - 1));
  const person = facts[index];
  const shownUuid = person?.contactUuid;

  // The checks read all contacts, so take over what they read. Only a shown person whom they have not read is read
  // singly.
  useEffect(() => {
    if ((needsFacts || hasVariables) && !isChecking) void factsModel.fill(persons.map((one) => one.contactUuid));
  }, [factsModel, needsFacts, hasVariables, isChecking, persons]);
  useEffect(() => {
    if (needsFacts && !isChecking && shownUuid !== undefined) void factsModel.look(shownUuid);
  }, [factsModel, needsFacts, isChecking, shownUuid]);

  const content = useRef<HTMLDivElement>(null);
  const obstacle = useObstacle({ unmapped, troubled: troubleCount, isReading: preview?.status === 'loading' });
  const showObstacle = (): void => {
    const trouble = content.current?.querySelector<HTMLElement>('[data-trouble]');
    trouble?.scrollIntoView({ block: 'center' });
    trouble?.focus({ preventScroll: true });
  };
  const canSend = persons.length > 0 && flowUuid !== null;

  const message = <Message plan={plan} facts={facts} index={index} onShow={setAt} hasVariables={hasVariables} />;

  return (
    <>
      <div class="scroll pad stack loose" style={{ paddingTop: '4px' }} ref={content}>
        <h2 class="heading" tabIndex={-1} data-first>
          {t('review_title')}
        </h2>
        <PickedFlow />
        <PickedPeople persons={persons} />
        {preview?.status === 'ready' && <FlowStrip reading={preview.preview.reading} />}
        {hasVariables && message}
        {hasVariables && <VariablesEditor names={names} optional={optional} pending={pending} />}
        {unmapped > 0 && (
          <div data-trouble tabIndex={-1}>
            <Notice tone="warn">{t('variable_unmapped', { count: unmapped })}</Notice>
          </div>
        )}
        {facts.some((one) => isFlattened(plan, one)) && <Notice tone="info">{t('variable_flattened')}</Notice>}
        {problems.map((problem) => (
          <div key={`${problem.kind} ${problem.variable}`} data-trouble tabIndex={-1}>
            <ProblemNotice
              problem={problem}
              onShow={() => setAt(stepToProblem(index, 1, showsProblem(persons, problem)) ?? index)}
            />
          </div>
        ))}
        {!hasVariables && message}
        {persons.length > HOLD_BACK_CHOICES[1] && <HoldBackChoice />}
        {canSend && obstacle === null && <PrepareLater />}
        {flowUuid !== null && <RecipeSave />}
        <TestSend disabled={flowUuid === null || unmapped > 0} />
        {undoSeconds === 0 && <Notice tone="warn">{t('review_final')}</Notice>}
      </div>
      <ReviewFooter count={persons.length} canSend={canSend} obstacle={obstacle} onObstacle={showObstacle} />
    </>
  );
}
