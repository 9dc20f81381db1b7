import { signal } from '@preact/signals';
import { fireEvent } from '@testing-library/preact';
import { mountPanel } from '../../components/panel/mount.tsx';
import type { PanelDeps } from '../../components/panel/panel-deps.ts';
import type { FakeOptions } from './fake-background.ts';
import { fakeClient } from './fake-client.ts';
import { NOW } from './fake-data.ts';
import { createManualClock, nextTurn, settle } from './manual-clock.ts';

let unmount = (): void => undefined;

/** Removes the panel of the previous test. */
export const hidePanel = (): void => unmount();

/** Shows a panel over a fake background, and returns helpers that press and type as a person does. */
export async function showPanel(
  options: Omit<FakeOptions, 'messages'> = {},
  {
    trusted = true,
    collapsed = false,
    overlay = false,
    firstWords = null,
  }: { trusted?: boolean; collapsed?: boolean; overlay?: boolean; firstWords?: PanelDeps['firstWords'] } = {},
) {
  const client = fakeClient(options);
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const collapses: boolean[] = [];
  const widths: number[] = [];
  const clock = createManualClock(NOW);
  const dialogOpen = signal(false);
  const crowded = signal<'chat' | 'page' | null>(null);
  const online = signal(true);
  const stop = mountPanel(root, {
    client,
    viewId: 'view',
    initial: { collapsed, width: 380 },
    onCollapsedChange: (value) => collapses.push(value),
    onWidthChange: (value) => widths.push(value),
    page: {
      theme: signal('light'),
      dialogOpen,
      placement: signal(overlay ? 'overlay' : 'push'),
      topPx: signal(0),
      crowded,
      online,
    },
    clock,
    playTone: () => undefined,
    firstWords,
    isTrusted: () => trusted,
    afterPaint: (run) => clock.after(0, run),
  });
  unmount = stop;
  const rest = async (): Promise<void> => {
    await settle();
    clock.advance(700);
    await settle();
    await nextTurn();
    await nextTurn();
  };
  await rest();
  const named = (name: string) => client.calls.filter((call) => call.name === name);
  const press = async (element: HTMLElement): Promise<void> => {
    fireEvent.click(element);
    await rest();
  };
  const key = async (element: Element, name: string, more: object = {}): Promise<void> => {
    fireEvent.keyDown(element, { key: name, ...more });
    // The element that had the focus may be gone by the time the key is released.
    fireEvent.keyUp(element.isConnected ? element : document.body, { key: name, ...more });
    await rest();
  };
  return { client, root, clock, named, press, key, rest, collapses, widths, dialogOpen, crowded, online };
}
