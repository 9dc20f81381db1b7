import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParams } from '../../../lib/flow/params.ts';

describe('the start values that a text reads', () => {
  it.each<[string, string[]]>([
    ['Oi @trigger.params.name, tudo bem?', ['name']],
    ['Fim: @trigger.params.name.', ['name']],
    ['@trigger.params.name@trigger.params.order', ['name', 'order']],
    ['@(trigger.params.name)', ['name']],
    ['@( trigger . params . name )', ['name']],
    ['@(upper(trigger.params["name"]))', ['name']],
    ['@(trigger["params"]["name"])', ['name']],
    ['@(if(is_error(trigger.params.a), default(trigger.params.b, "x"), trigger.params.c & "y"))', ['a', 'b', 'c']],
    ['@TRIGGER.Params.Name and @trigger.params.name', ['Name']],
    ['@trigger.params.cart.total', ['cart']],
    ['@(trigger.params.0)', ['0']],
    ['@(extract(trigger.params, "a"))@(extract_object(trigger.params, "b", "c"))', ['a', 'b', 'c']],
    ['@legacy_extra.name @(legacy_extra.order) @(extra["city"])', ['name', 'order', 'city']],
    ['@@trigger.params.name', []],
    ['@@@trigger.params.name', ['name']],
    ['@("trigger.params.name")', []],
    ['@("say \\"hi\\" trigger.params.x" & trigger.params.y)', ['y']],
    ['@("a ""quoted"" trigger.params.x" & trigger.params.y)', ['y']],
    ['@(contact.trigger.params.name)', []],
    ['@contact.name @fields.trigger', []],
    ['loja@extra.com.br', []],
    ['Oi @(upper(trigger.params.name', ['name']],
    ['@(trigger.params["nome completo"])', ['nome completo']],
  ])('are found in %s', (text, names) => {
    expect(readParams(text)).toEqual({ names, readsAny: false });
  });

  it.each([
    '@trigger.params',
    '@(json(trigger.params))',
    '@(trigger.params[results.key])',
    '@(trigger[x].name)',
    '@(json(trigger))',
    '@legacy_extra',
  ])('cannot be named in %s, so any value may be read', (text) => {
    expect(readParams(text)).toEqual({ names: [], readsAny: true });
  });

  it('are found in any text, in time proportional to its length', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '@',
            '@@',
            '@(',
            '(',
            ')',
            '"',
            '\\',
            '[',
            ']',
            '.',
            ',',
            'trigger',
            'params',
            '.params',
            '.name',
            ' ',
            'é',
            '\u{1f600}',
            '\n',
          ),
        ),
        (parts) => {
          const text = parts.join('');
          const { names } = readParams(`${text}\n`);
          expect(names.every((name) => text.includes(name))).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(readParams(`@(${'('.repeat(5_000_000)}@trigger.params.x`)).toEqual({ names: [], readsAny: true });
    expect(readParams(`@("${'x'.repeat(5_000_000)}" & trigger.params.x)`)).toEqual({ names: ['x'], readsAny: false });
    expect(readParams('@trigger.params.x '.repeat(100_000)).names).toEqual(['x']);
  });
});
