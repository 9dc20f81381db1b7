import { usePanel } from './PanelContext.tsx';

/** Returns the action of Ctrl/Cmd+Enter: the next step, or a press on Send if the step has that button. */
export function useSendPress(): () => void {
  const { navigate, dispatch, selection, typedNumber } = usePanel();
  const { cover, tab } = navigate;
  return () => {
    if (
      cover.value !== null ||
      tab.value !== 'send' ||
      (dispatch.shown.value !== null && dispatch.again.asked.value === null)
    )
      return;
    if (dispatch.shown.value !== null) {
      void dispatch.again.confirm();
      return;
    }
    switch (dispatch.step.value) {
      case 'flow':
        if (selection.draft.value.flowUuid !== null) dispatch.goTo('people');
        break;
      case 'people':
        if (selection.peopleCount.value > 0) dispatch.goTo('review');
        break;
      case 'review':
      case 'preflight':
        void dispatch.press({ typed: typedNumber.value, isTest: false });
        break;
      default:
        dispatch.step.value satisfies never;
    }
  };
}
