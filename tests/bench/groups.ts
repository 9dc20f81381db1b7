import type { Group } from './figure.ts';

// The module that starts browsers reads where the builds are when it is loaded, so the groups are imported late.
const loaders: readonly (() => Promise<Group>)[] = [
  async () => (await import('./bundles.ts')).bundles,
  async () => (await import('./page-load.ts')).pageLoad,
  async () => (await import('./long-tasks.ts')).longTasks,
  async () => (await import('./composer.ts')).composer,
  async () => (await import('./panel-mount.ts')).panelMount,
  async () => (await import('./first-row.ts')).firstRow,
  async () => (await import('./contact-list.ts')).contactList,
  async () => (await import('./badge.ts')).badge,
  async () => (await import('./dispatches.ts')).dispatches,
  async () => (await import('./singles.ts')).efficiency,
  async () => (await import('./singles.ts')).cost,
  async () => (await import('./resume.ts')).resume,
  async () => (await import('./simulation.ts')).simulation,
  async () => (await import('./page-cases.ts')).pageCases,
  async () => (await import('./kills.ts')).chromiumKills,
  async () => (await import('./kills.ts')).firefoxKills,
  async () => (await import('./kills.ts')).browserKills,
  async () => (await import('./kills.ts')).idleStops,
  async () => (await import('./clicks.ts')).clicks,
  async () => (await import('./idle-diff.ts')).idleDiff,
  async () => (await import('./waiting-list.ts')).waitingList,
  async () => (await import('./triage.ts')).triage,
  async () => (await import('./palette.ts')).palette,
  async () => (await import('./cpu-share.ts')).cpuShare,
  async () => (await import('./soak.ts')).soak,
  async () => (await import('./soak.ts')).firefoxSoak,
  async () => (await import('./lines.ts')).lines,
  async () => (await import('./flow-read.ts')).flowRead,
  async () => (await import('./preflight.ts')).preflight,
  async () => (await import('./suite.ts')).suite,
];

/** All groups of figures, in the order in which they are measured. */
export const loadGroups = async (): Promise<readonly Group[]> => await Promise.all(loaders.map((load) => load()));
