import { env } from '../env.js';
import { h } from '../core/dom.js';
import { freshToken, hostSession, keepSession } from './session.js';

/**
 * Connect's fallback: the page in an iframe of another origin (a second port of the same site). The token is passed by
 * `getToken` / `updateToken`. Later tokens are broadcast too, but the page has stopped listening.
 */
function boot() {
  const started = hostSession();
  if (started === null) return;
  const { session, options } = started;
  const frameOrigin = `${location.protocol}//${location.hostname}:${env.framePort}`;
  const internal = location.pathname.slice('/iframe-host'.length);
  const frame = h('iframe', {
    class: 'connect__iframe',
    name: 'chats',
    'data-testid': 'chats-iframe',
    src: `${frameOrigin}${frameAddress(internal, session, options)}`,
  });
  const say = (data) => frame.contentWindow?.postMessage(data, frameOrigin);

  window.addEventListener('message', ({ data, source, origin }) => {
    if (source !== frame.contentWindow || origin !== frameOrigin) return;
    if (data?.event === 'getToken' && session.token !== '') say({ event: 'updateToken', token: session.token });
    else if (data?.event === 'getLanguage') say({ event: 'setLanguage', language: options.lang ?? 'en' });
    else if (data?.event === 'changePathname') history.replaceState(null, '', `/iframe-host${data.pathname}`);
    // A redirect changes only the host's own address: the frame gets no message
    // (.github/docs/contract/page.md#opening-a-room).
    else if (data?.event === 'redirect' && typeof data.path === 'string')
      history.pushState(null, '', `/iframe-host/${data.path.split(':').slice(1).join(':')}`);
  });

  document
    .querySelector('.connect__bar')
    .append(h('img', { class: 'connect__logo', src: '/assets/icon.svg', alt: '' }), 'Connect (sandbox, iframe)');
  document
    .querySelector('.connect__sidebar')
    .append(h('button', { type: 'button', class: 'connect__entry connect__entry--active' }, 'Chats'));
  document.querySelector('.page-container').append(frame);

  window.__sandboxHost = {
    /** Broadcasts a token to the frame; the real page ignores it after the first. */
    pushToken(token) {
      session.token = token;
      keepSession(session);
      say({ event: 'updateToken', token });
    },
    renewToken: async () => window.__sandboxHost.pushToken(await freshToken(session.agent)),
    frameOrigin,
  };
}

function frameAddress(internal, session, options) {
  const query = new URLSearchParams({ projectUuid: session.project });
  for (const name of ['theme', 'status', 'intro', 'dictation', 'viewMode'])
    if (options[name] !== undefined) query.set(name, options[name]);
  return `${internal === '' || internal === '/' || internal === '/init' ? '/rooms' : internal}?${query}`;
}

boot();
