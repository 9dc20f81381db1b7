import { describe, expect, it } from 'vitest';
import { markOfReading, toReadingView } from '../../../lib/background/services/flow-reading-view.ts';
import { act, does, read, ticket } from '../flow/build.ts';

describe('the analysis for a view', () => {
  it('stays small when a definition holds names of a million characters', () => {
    const long = 'x'.repeat(1_000_000);
    const reading = read([
      does(1, [
        act('set_contact_field', { field: { key: long, name: 'City' }, value: 'x' }),
        act('add_contact_groups', { groups: [{ uuid: 'g', name: long }] }),
        act('set_contact_channel', { channel: { uuid: 'c', name: long } }),
        ticket(long, long),
      ]),
    ]);

    expect(JSON.stringify(toReadingView(reading, new Map())).length).toBeLessThan(10_000);
    expect(JSON.stringify(markOfReading(reading)).length).toBeLessThan(10_000);
  });

  it('counts as changed when a chat opens elsewhere', () => {
    const markOf = (queue: string) => JSON.stringify(markOfReading(read([does(1, [ticket(queue)])])));
    expect(markOf('Vendas')).toBe(markOf('Vendas'));
    expect(markOf('Vendas')).not.toBe(markOf('Cobrança'));
  });
});
