import { describe, expect, it } from 'vitest';
import { ProjectUuid } from '../../../lib/ids.ts';
import { flowsScopeOf, readFlowsScope } from '../../../lib/sessions/session.ts';
import { SESSION } from '../dispatch/rows.ts';

const SOUTH = { projectUuid: ProjectUuid.parse('51000000-ABCD-4000-8000-000000000002'), name: 'Loja #Sul' };

describe('a flows scope', () => {
  it('is the session itself without a secondary project', () => {
    expect(flowsScopeOf({ sessionId: SESSION })).toBe(SESSION);
    expect(readFlowsScope(SESSION)).toEqual({ sessionId: SESSION, flowsProjectUuid: null });
  });

  it('names session and secondary project, in one spelling', () => {
    const scope = flowsScopeOf({ sessionId: SESSION, flowsProject: SOUTH });

    expect(scope).not.toBe(SESSION);
    expect(readFlowsScope(scope)).toEqual({
      sessionId: SESSION,
      flowsProjectUuid: SOUTH.projectUuid.toLowerCase(),
    });
  });

  it('leaves a session id alone that has a # of its own', () => {
    const odd = flowsScopeOf({ sessionId: `${SESSION}#x` as typeof SESSION });

    expect(readFlowsScope(odd)).toEqual({ sessionId: odd, flowsProjectUuid: null });
  });
});
