import { parseArgs } from 'node:util';
import { startSandbox } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4600' },
    contacts: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    'skew-ms': { type: 'string', default: '0' },
    presence: { type: 'string', default: 'A' },
    'auto-reply-ms': { type: 'string', default: '' },
    rooms: { type: 'string', default: '8' },
  },
});

const startedAt = Date.now();
const autoReplyMs = Number(values['auto-reply-ms']);
const sandbox = await startSandbox({
  port: Number(values.port),
  contacts: Number(values.contacts),
  seed: Number(values.seed),
  openRooms: Number(values.rooms),
  clockSkewMs: Number(values['skew-ms']),
  presence: values.presence === 'B' ? 'B' : 'A',
  ...(autoReplyMs > 0 ? { autoReply: { delayMs: autoReplyMs, share: 0.6, mode: 'flow' } } : {}),
});
console.log(`Sandbox ready in ${Date.now() - startedAt} ms
  Chats page  ${sandbox.pageOrigin}/?agent=agent1@example.com
  Control     ${sandbox.pageOrigin}/control
  API         ${sandbox.apiOrigin}
  Flows       ${sandbox.flowsOrigin}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
