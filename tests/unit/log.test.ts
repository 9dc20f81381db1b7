import { describe, expect, it } from 'vitest';
import { createLog, redact } from '../../lib/log.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl_-x';

describe('redact', () => {
  it.each([
    ['a bearer header', `Authorization: Bearer ${JWT}`, 'eyJ'],
    ['an opaque bearer', 'bearer 0123abcdef', '0123abcdef'],
    ['a DRF header', 'Authorization: Token 9f8e7d6c5b', '9f8e7d6c5b'],
    ['a JWT alone', `x ${JWT} y`, 'eyJ'],
    ['a token in an address', 'wss://x.example/agent/rooms?Token=sEcret&project=1', 'sEcret'],
    ['a token in JSON', '{"token":"sEcret","a":1}', 'sEcret'],
    ['a token in JSON with a space', '{"access_token": "sEcret"}', 'sEcret'],
    ['a login address', 'https://chats.example/loginexternal/Bearer+sEcret/', 'sEcret'],
    ['a login address in an address', 'https://x.example/?next=%2Floginexternal%2FsEcret', 'sEcret'],
    ['a callback', 'callback_url=https://flows.example/sEcret', 'sEcret'],
    ['a callback in JSON', '{"callback_url": "https://flows.example/sEcret"}', 'sEcret'],
    ['an e-mail', 'user Ana.Souza+1@mail.example.org said', 'Souza'],
    ['an e-mail with an accent', 'user joão@exemplo.com.br', 'joão'],
    ['an e-mail in an address', 'user_email=ana%40example.org', 'ana'],
    ['a phone number', 'whatsapp:5582999000001', '5582'],
    ['a written phone number', '+55 (82) 99900-0001', '99900'],
  ])('removes %s', (_, text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain('[…]');
  });

  it('keeps endpoint, status and field', () => {
    const text = 'WeniApiError: contract at GET /project/:project/list_flows/, status 200, field results.3.name';

    expect(redact(text)).toBe(text);
  });

  it('cuts long text, and also redacts a secret that stood across the cut', () => {
    expect(redact('x'.repeat(10_000))).toHaveLength(300);
    expect(redact(`${'x'.repeat(290)} ${JWT}`)).not.toContain('eyJ');
  });

  it('is quick on hostile text', () => {
    const startedAt = performance.now();

    redact('1 '.repeat(50_000));
    redact('a@'.repeat(50_000));
    redact('eyJa.'.repeat(50_000));

    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('a log', () => {
  function open() {
    const lines: string[] = [];
    return {
      lines,
      log: createLog(
        (line) => lines.push(line),
        () => Date.UTC(2026, 10, 21),
      ),
    };
  }

  it('writes time, event and redacted details', () => {
    const { lines, log } = open();

    log.info('started', { tabs: 2, who: 'ana@example.org', none: null });

    expect(lines).toEqual(['2026-11-21T00:00:00.000Z started tabs=2 who=[…] none=null']);
    expect(log.lastErrors()).toEqual([]);
  });

  it('keeps the newest twenty errors, oldest first, each on one line and without secrets', () => {
    const { log } = open();

    for (let n = 0; n < 25; n += 1) log.error('failed', new TypeError(`no ${n}\n  at ana@example.org`));

    expect(log.lastErrors()).toHaveLength(20);
    expect(log.lastErrors()[0]).toContain('TypeError: no 5');
    expect(log.lastErrors()[19]).toContain('no 24');
    expect(log.lastErrors().join('')).not.toMatch(/\n|ana@/);
  });

  it('accepts any thrown value', () => {
    const { log } = open();

    log.error('failed', 'text', { name: 'x' });
    log.error('failed', undefined);

    expect(log.lastErrors()).toEqual([
      expect.stringContaining('cause=text'),
      expect.stringContaining('cause=undefined'),
    ]);
  });

  it('cannot be changed through the list that it returns', () => {
    const { log } = open();
    log.error('failed', 'x');

    (log.lastErrors() as string[]).length = 0;

    expect(log.lastErrors()).toHaveLength(1);
  });
});
