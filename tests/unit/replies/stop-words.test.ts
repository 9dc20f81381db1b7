import { describe, expect, it } from 'vitest';
import { attribute } from '../../../lib/replies/attribute.ts';
import { listUnanswered } from '../../../lib/replies/list.ts';
import { asksToStop } from '../../../lib/replies/stop-words.ts';
import { DispatchId, MessageUuid } from '../../../lib/ids.ts';
import { awaitedRow } from '../background/rows.ts';
import { contact, room, T0 } from '../dispatch/rows.ts';

describe('a wish to get no further messages', () => {
  it.each(['PARAR', 'Parar.', ' sair!! ', 'CANCELAR', 'stop', 'S T O P'.replaceAll(' ', ''), 'Cancelar 🙏', 'baja'])(
    '%j is one',
    (text) => {
      expect(asksToStop(text)).toBe(true);
    },
  );

  it.each(['não me mande mais boletos', 'quero cancelar meu pedido', 'não pare', 'parar onde?', '', '🙏', 'sairei'])(
    '%j is none',
    (text) => {
      expect(asksToStop(text)).toBe(false);
    },
  );
});

describe('a person who asked for no further messages', () => {
  const dispatchId = DispatchId.parse('d0000000-0000-4000-8000-000000000001');
  const open = awaitedRow({ id: 'a', status: 'sent', repliedAt: null, roomUuid: null, dispatchId });
  const options = { now: T0 + 9_000, expiryMs: 1e9, isOnScreen: () => false, lastPlace: () => null };
  const reply = (at: number, isStop: boolean) => ({
    kind: 'reply' as const,
    contactUuid: contact(1),
    roomUuid: room(1),
    messageUuid: MessageUuid.parse(`f0000000-0000-4000-8000-${String(at - T0).padStart(12, '0')}`),
    at,
    place: null,
    ...(isStop ? { asksToStop: true as const } : {}),
  });

  it('is flagged by the reply itself and by a later one, and stays flagged', () => {
    const [first] = attribute([open], [reply(T0 + 1_000, true)], options);
    const [later] = attribute([open], [reply(T0 + 1_000, false), reply(T0 + 2_000, true)], options);
    const again = first === undefined ? [] : attribute([first], [reply(T0 + 3_000, false)], options);

    expect([first?.asksToStop, later?.asksToStop]).toEqual([true, true]);
    expect(again).toEqual([]);
  });

  it('is in no follow-up, also of another dispatch that they did not answer', () => {
    const [flagged] = attribute([open], [reply(T0 + 1_000, true)], options);
    const other = DispatchId.parse('d0000000-0000-4000-8000-000000000002');
    const unanswered = awaitedRow({ id: 'b', status: 'sent', repliedAt: null, dispatchId: other, sentAt: T0 + 5_000 });

    expect(listUnanswered([unanswered], other)).toHaveLength(1);
    expect(listUnanswered(flagged === undefined ? [] : [flagged, unanswered], other)).toEqual([]);
  });
});
