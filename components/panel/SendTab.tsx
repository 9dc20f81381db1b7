import { Check, ChevronRight } from 'lucide';
import type { ComposeStep } from '../../lib/models/panel/dispatch-model.ts';
import { DispatchScreen } from '../send/DispatchScreen.tsx';
import { FlowStep } from '../send/FlowStep.tsx';
import { PeopleStep } from '../send/PeopleStep.tsx';
import { PreflightStep } from '../send/PreflightStep.tsx';
import { ReviewStep } from '../send/ReviewStep.tsx';
import { ChooseProject } from '../setup/ChooseProject.tsx';
import { SiteBlocker } from '../setup/SiteBlocker.tsx';
import { ToggleOff } from '../setup/ToggleOff.tsx';
import { LoadingRows } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { LeftRunning } from './LeftRunning.tsx';
import { usePanel } from './PanelContext.tsx';

const STEPS = ['flow', 'people', 'review'] as const satisfies readonly ComposeStep[];

/** Flow, people, review: the current step and the steps already done. */
function StepBar() {
  const { dispatch, selection } = usePanel();
  const { t, tOf } = useWords();
  const current = dispatch.step.value === 'preflight' ? 'review' : dispatch.step.value;
  const done = {
    flow: selection.draft.value.flowUuid !== null,
    people: selection.peopleCount.value > 0,
    review: false,
  };
  const isReachable = { flow: true, people: done.flow, review: done.flow && done.people };
  return (
    <nav class="steps" aria-label={t('step_label')}>
      {STEPS.map((step, index) => (
        <>
          {index > 0 && <Icon node={ChevronRight} />}
          <button
            key={step}
            type="button"
            class={done[step] ? 'step done' : 'step'}
            aria-current={current === step ? 'step' : undefined}
            disabled={!isReachable[step]}
            onClick={() => dispatch.goTo(step)}
          >
            <span class="dot">{done[step] && current !== step ? <Icon node={Check} /> : index + 1}</span>
            <span class="cut">{tOf('step', step)}</span>
          </button>
        </>
      ))}
    </nav>
  );
}

/** The Send tab: the steps to a dispatch, the dispatch itself, or the reason why nothing can be sent. */
export function SendTab() {
  const { site, dispatch, feed } = usePanel();
  const { t } = useWords();
  const state = site.site.value;
  const isOpen = state.status === 'ready' || state.status === 'offline';
  if (dispatch.shown.value !== null && (isOpen || dispatch.shownView.value !== null)) return <DispatchScreen />;
  if (feed.link.value === 'connecting' || state.status === 'checking')
    return <LoadingRows label={t('site_checking_title')} />;
  if (!isOpen) {
    return (
      <>
        <LeftRunning />
        <SiteBlocker state={state} />
      </>
    );
  }
  if (site.isToChooseProject.value) return <ChooseProject />;
  if (site.access.value.verdict === 'off') return <ToggleOff />;
  const step = dispatch.step.value;
  return (
    <>
      <StepBar />
      {step === 'flow' && <FlowStep />}
      {step === 'people' && <PeopleStep />}
      {step === 'review' && <ReviewStep />}
      {step === 'preflight' && <PreflightStep />}
    </>
  );
}
