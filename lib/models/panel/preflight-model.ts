import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { PreflightReport } from '../../preflight/preflight-report.ts';
import { createResource } from '../shared/resource.ts';
import type { Resource } from '../shared/resource.ts';
import type { SelectionModel } from './selection-model.ts';
import type { WorkModel } from './work-model.ts';

/** The pre-flight of the draft on screen. */
export interface PreflightModel {
  readonly result: Resource<PreflightReport>;
  /** The report if it is of the draft as it is now; otherwise null. */
  readonly current: ReadonlySignal<PreflightReport | null>;
  /** Stores the draft and checks it. `fresh`: also reads again what is cached. */
  readonly run: (options: { fresh: boolean }) => Promise<void>;
  /** Progress of the checks, and stopping them. Checks that were not made then count as unknown. */
  readonly work: WorkModel;
}

/** Runs the pre-flight on demand. A report counts only for the draft it was made for. */
export function createPreflightModel(
  client: BackgroundClient,
  selection: SelectionModel,
  work: WorkModel,
): PreflightModel {
  const isFresh = signal(false);
  const result = createResource(async () => {
    await selection.flush();
    return client.call('preflight:run', { fresh: isFresh.peek(), workId: work.begin() });
  });
  const current = computed(() => {
    const report = result.data.value;
    const draft = selection.draft.value;
    if (report === null || selection.saving.value !== 'saved') return null;
    return report.draftRevision === draft.revision && report.flowUuid === draft.flowUuid ? report : null;
  });
  return {
    result,
    current,
    work,
    async run({ fresh }) {
      isFresh.value = fresh;
      await result.load();
      // The draft was edited during the check, so the report is outdated: check the new draft.
      if (!result.loading.peek() && result.error.peek() === null && current.peek() === null) await result.load();
    },
  };
}
