/** Intended differences between the sandbox and a recording. At most ten; one that no longer occurs fails the test. */
export interface KnownDifference {
  readonly recording: string;
  /** Place in the answer or in the frames, as the comparison prints it. */
  readonly at: string;
  readonly reason: string;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    recording: 'ws-reopen-ticket-without-history',
    at: 'agent1.frames',
    reason:
      'The recording begins before the last frame of the step before it (the rooms.update of its start_flow) had arrived; the sandbox has no such latency.',
  },
];

/** Recordings that no test replays, and why. */
export const NOT_REPLAYED: Readonly<Record<string, string>> = {
  'mode-D-oidc-off':
    'An engine that runs without OIDC, on tokens of its own: Weni runs none for agents, and neither Disparo nor the sandbox speaks that scheme on a socket.',
};
