import { ArrowLeft, CircleAlert, CircleCheck, CirclePause, Pause, Play, Plus, RefreshCw } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { endingsOf } from '../../lib/models/shared/endings.ts';
import type { DispatchState } from '../../lib/dispatch/records.ts';
import type { DispatchView } from '../../lib/messaging/views.ts';
import { resumeScreen } from '../../lib/models/panel/dispatch-model.ts';
import { estimateRemaining, requestsOf } from '../../lib/preflight/pace-estimate.ts';
import { endingsText } from '../history/endings-text.ts';
import { OutcomeBar } from '../history/OutcomeBar.tsx';
import { SaveParts } from '../history/SaveParts.tsx';
import { DispatchName } from '../later/DispatchName.tsx';
import { FollowUpCard } from '../later/FollowUpCard.tsx';
import { UnansweredButton } from '../later/UnansweredButton.tsx';
import { usePanel } from '../panel/PanelContext.tsx';
import { useGate } from '../panel/use-gate.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { PersonResults } from './PersonResults.tsx';
import { WitnessLine } from './WitnessLine.tsx';

/** The reason of a pause and what to do about it. */
function PauseNotice({ view }: { view: DispatchView }) {
  const { i18n } = useView();
  const { tOf } = i18n;
  const { state } = view.row;
  if (state.status !== 'paused') return null;
  if (state.reason === 'open-replies') return <HoldNotice view={view} />;
  return (
    <Notice tone={state.reason === 'by-agent' ? 'info' : 'warn'} title={tOf('pause', state.reason)}>
      {tOf('pauseHelp', state.reason)} {state.gate !== null && tOf('gate', state.gate)} <PauseEnd state={state} />
    </Notice>
  );
}

/** The dispatch waits until the agent has opened or handled some of its replies. */
function HoldNotice({ view }: { view: DispatchView }) {
  const { dispatch, replies } = usePanel();
  const { t, tOf } = useView().i18n;
  const { dispatchId } = view.row;
  const screen = `hold-back/${dispatchId}`;
  const canRelease = useGate(screen);
  return (
    <Notice
      tone="info"
      role="status"
      title={t('holdBack_waits', { count: view.openReplies ?? 0 })}
      actions={
        <>
          <Button small onPress={() => void replies.openNext()}>
            {t('command_nextReply')}
          </Button>
          <Button small trusted waits={!canRelease} onPress={() => void dispatch.setHoldBack(dispatchId, 0)}>
            {t('holdBack_release')}
          </Button>
        </>
      }
    >
      {tOf('pauseHelp', 'open-replies')}
    </Notice>
  );
}

/** How long a running dispatch still takes, when it ends, and why it is not faster. */
function TimeLeft({ view }: { view: DispatchView }) {
  const { t, number, duration, time } = useView().i18n;
  const { pace, row, counts } = view;
  if (pace === undefined || row.state.status !== 'running' || counts.queued === 0) return null;
  const { leftMs, endsAt, isLimited } = estimateRemaining(requestsOf(row.mode, counts.queued), pace);
  return (
    <p class="caption num">
      {t('dispatch_left', { duration: duration(leftMs), time: time(endsAt) })}
      {isLimited && ` · ${t('dispatch_limited', { count: number(pace.perHour) })}`}
    </p>
  );
}

/** Whether the agent may resume a paused dispatch. */
function canResume({ state }: DispatchView['row']): boolean {
  return (
    state.status === 'paused' &&
    state.reason !== 'no-session' &&
    state.reason !== 'damaged' &&
    state.reason !== 'contract-drift'
  );
}

/** When a pause ends by itself. If such a pause no longer does, says that the agent must resume. */
function PauseEnd({ state }: { state: DispatchState }) {
  const { i18n } = useView();
  if (state.status !== 'paused') return null;
  const until = state.until ?? null;
  if (until !== null) return <>{i18n.t('pause_until', { time: i18n.exactTime(until) })}</>;
  const mayEndAlone =
    state.reason === 'unauthorized' || state.reason === 'rate-limit' || state.reason === 'intercepted';
  return mayEndAlone ? <>{i18n.t('pause_untilTold')}</> : null;
}

/** Why a running dispatch sends nothing at the moment, and until when. */
function HeldNotice({ view }: { view: DispatchView }) {
  const { i18n } = useView();
  const { heldUntil, row, counts } = view;
  if (heldUntil === undefined || row.state.status !== 'running' || counts.queued === 0) return null;
  return (
    <Notice tone="info" role="status">
      {heldUntil === null
        ? i18n.t('dispatch_heldUnknown')
        : i18n.t('dispatch_held', { time: i18n.exactTime(heldUntil) })}
    </Notice>
  );
}

/** Links between a dispatch and its child dispatches. */
function FamilyLinks({ view }: { view: DispatchView }) {
  const { dispatch } = usePanel();
  const { i18n } = useView();
  const { t, time } = i18n;
  const { parentId, dispatchId } = view.row;
  const parent = dispatch.all.value.find(({ row }) => row.dispatchId === parentId);
  const children = dispatch.family.laterOf(dispatchId).filter(({ row }) => row.parentId === dispatchId);
  return (
    <>
      {parentId !== null && (
        <Notice
          tone="info"
          actions={
            parent !== undefined && (
              <Button small onPress={() => dispatch.show(parentId)}>
                {t('dispatch_toParent', { time: time(parent.row.createdAt) })}
              </Button>
            )
          }
        >
          {t('dispatch_isAgain')}
        </Notice>
      )}
      {children.length > 0 && (
        <Notice
          tone="info"
          actions={children.map(({ row }) => (
            <Button key={row.dispatchId} small onPress={() => dispatch.show(row.dispatchId)}>
              {t('dispatch_toChild', { time: time(row.createdAt), count: row.total })}
            </Button>
          ))}
        >
          {t('dispatch_hasAgain')}
        </Notice>
      )}
    </>
  );
}

/** Title of a finished dispatch: plain "done" only if every person was accepted. */
function titleOf(
  { accepted, cancelled }: ReturnType<typeof endingsOf>,
  total: number,
): 'dispatch_done' | 'dispatch_doneCancelled' | 'dispatch_doneTrouble' {
  if (accepted === total) return 'dispatch_done';
  return cancelled > 0 ? 'dispatch_doneCancelled' : 'dispatch_doneTrouble';
}

/**
 * Pause or go on: one button that stays at its place. Without a session there is nothing to agree to: it checks again
 * who is signed in, and the dispatch then goes on by itself.
 */
function PaceButton({
  view: { row },
  isGoingOn,
  waits,
  onResume,
}: {
  readonly view: DispatchView;
  readonly isGoingOn: boolean;
  /** A press on *Go on* does not count yet. */
  readonly waits: boolean;
  readonly onResume: () => void;
}) {
  const { dispatch, site } = usePanel();
  const { t } = useView().i18n;
  if (isGoingOn)
    return (
      <Button key="pace" wide icon={Pause} onPress={() => void dispatch.pause(row.dispatchId)}>
        {t('dispatch_pause')}
      </Button>
    );
  if (row.state.status === 'paused' && row.state.reason === 'no-session')
    return (
      <Button
        key="pace"
        wide
        icon={RefreshCw}
        disabled={site.checkingAccess.value}
        onPress={() => void site.checkAccess()}
      >
        {t('common_checkAgain')}
      </Button>
    );
  return (
    <Button
      key="pace"
      wide
      trusted
      icon={Play}
      disabled={!canResume(row)}
      waits={canResume(row) && waits}
      onPress={onResume}
    >
      {t('dispatch_resume')}
    </Button>
  );
}

/**
 * Progress while the dispatch runs, results when it is done. All figures come from the ledger; a person who was sent to
 * again counts with the outcome of the last try.
 */
export function ProgressView({ view }: { view: DispatchView }) {
  const { dispatch, later } = usePanel();
  const { i18n } = useView();
  const { t, number } = i18n;
  /** Set while the agent is asked whether to cancel the rest. `pausedIt`: the question paused a running dispatch. */
  const [asking, setAsking] = useState<{ readonly pausedIt: boolean } | null>(null);
  const { row } = view;
  const { dispatchId } = row;
  const { status } = row.state;
  // A dispatch that waits for the agent goes on by itself, so it can be paused like a running one.
  const isHeldBack = row.state.status === 'paused' && row.state.reason === 'open-replies';
  const isGoingOn = status === 'running' || isHeldBack;
  const isPaused = status === 'paused' && !isHeldBack;
  // The second click of a double click on Pause must not resume the dispatch.
  const canResumeNow = useGate(isPaused ? resumeScreen(dispatchId) : null);
  const mayCancel = useGate(asking === null ? null : `cancel/${dispatchId}`);
  const { family } = dispatch;
  const { whole, newest } = family.withLater(view, dispatch.people.value);
  const { counts } = whole;
  useEffect(() => family.follow(), [family]);
  const isOver = status === 'finished';
  const endings = endingsOf(counts);
  const done = row.total - counts.queued - counts.sending;
  const resume = (): void => {
    setAsking(null);
    void dispatch.resume(dispatchId, resumeScreen(dispatchId));
  };
  // Pause, so that nothing more is sent while the question is open.
  const askToCancel = (): void => {
    setAsking({ pausedIt: isGoingOn });
    if (isGoingOn) void dispatch.pause(dispatchId);
  };

  return (
    <>
      <div class="pad stack">
        <div class="row">
          <IconButton node={ArrowLeft} label={t('common_back')} onPress={() => dispatch.show(null)} />
          <div class="names">
            <h2 class="heading cut" tabIndex={-1} data-first>
              {t(
                isOver
                  ? titleOf(endings, row.total)
                  : isHeldBack
                    ? 'dispatch_heldBack'
                    : isPaused
                      ? 'dispatch_paused'
                      : 'dispatch_running',
              )}
            </h2>
            <DispatchName view={view} />
          </div>
          {row.isTest && <span class="pill info">{t('dispatch_test')}</span>}
        </div>
        <div class="card stack">
          <div class="row between">
            <span class="row">
              {isOver ? (
                <Icon node={endings.accepted === row.total ? CircleCheck : CircleAlert} size="small" />
              ) : status === 'paused' ? (
                <Icon node={CirclePause} size="small" />
              ) : (
                <span class="spinner" aria-hidden="true" />
              )}
              <strong class="strong num">
                {isOver
                  ? endingsText(counts, i18n)
                  : t('dispatch_share', { done: number(done), total: number(row.total) })}
              </strong>
            </span>
            <span class="caption num">{t('dispatch_replied', { count: whole.replied })}</span>
          </div>
          <progress class="sr" aria-label={t('dispatch_progress')} value={done} max={Math.max(1, row.total)} />
          <OutcomeBar counts={counts} total={row.total} />
          <TimeLeft view={view} />
          <p class="caption">{t('dispatch_meaning')}</p>
          {isOver && <WitnessLine view={view} />}
          <FollowUpCard view={view} />
          {isOver && !row.isTest && (
            <SaveParts
              name={row.name ?? row.flowName}
              at={row.createdAt}
              onSave={(part, name) => void later.savePart(dispatchId, part, name)}
            />
          )}
        </div>
        {view.ahead > 0 && status === 'running' && (
          <Notice tone="info">{t('dispatch_ahead', { count: view.ahead })}</Notice>
        )}
        {row.flowsProject !== undefined && (
          <Notice tone="info">{t('project_after', { project: row.flowsProject.name })}</Notice>
        )}
        <FamilyLinks view={view} />
        <HeldNotice view={view} />
        <PauseNotice view={view} />
        {(row.seenTwice ?? 0) > 0 && (
          <Notice tone="warn">{t('dispatch_seenTwice', { count: row.seenTwice ?? 0 })}</Notice>
        )}
        {asking !== null && !isOver && (
          <Notice
            tone="warn"
            role="alert"
            title={t('dispatch_cancelTitle', { count: view.counts.queued })}
            actions={
              <>
                <Button
                  small
                  trusted
                  waits={!mayCancel}
                  look="danger"
                  onPress={() => {
                    setAsking(null);
                    void dispatch.cancel(dispatchId);
                  }}
                >
                  {t('dispatch_cancelYes')}
                </Button>
                {asking.pausedIt ? (
                  <Button small trusted waits={!canResumeNow} onPress={resume}>
                    {t('dispatch_cancelNo')}
                  </Button>
                ) : (
                  <Button small onPress={() => setAsking(null)}>
                    {t('dispatch_cancelNoPaused')}
                  </Button>
                )}
              </>
            }
          >
            {t('dispatch_cancelText')}
          </Notice>
        )}
      </div>
      <PersonResults view={whole} newest={newest} />
      <div class="footer">
        {isOver ? (
          <>
            <UnansweredButton view={view} />
            <Button look="primary" wide icon={Plus} onPress={() => dispatch.show(null)}>
              {t('dispatch_new')}
            </Button>
          </>
        ) : (
          <>
            <PaceButton view={view} isGoingOn={isGoingOn} waits={!canResumeNow} onResume={resume} />
            <Button wide look="danger" disabled={asking !== null} onPress={askToCancel}>
              {t('dispatch_cancel')}
            </Button>
            <IconButton node={Plus} label={t('dispatch_new')} onPress={() => dispatch.show(null)} />
          </>
        )}
      </div>
    </>
  );
}
