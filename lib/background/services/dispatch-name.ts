import type { DispatchId } from '../../ids.ts';
import type { Ledger } from '../../ledger/ledger.ts';

const MAX_NAME_LENGTH = 60;

/** Names a dispatch; an empty name removes the name it has. */
export async function nameDispatch(
  ledger: Pick<Ledger, 'changeDispatch'>,
  dispatchId: DispatchId,
  written: string,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  const name = written.replace(/\s+/g, ' ').trim();
  if (name.length > MAX_NAME_LENGTH) return { ok: false, reason: 'name-too-long' };
  const stored = await ledger.changeDispatch(
    dispatchId,
    ({ name: _before, ...row }) => (name === '' ? row : { ...row, name }),
    'relaxed',
  );
  return stored === null ? { ok: false, reason: 'gone' } : { ok: true };
}
