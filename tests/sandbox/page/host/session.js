import { env } from '../env.js';
import { takeOptions, takeSession, visitAs } from '../core/options.js';

const KEY = 'sandbox_host_session';

/**
 * The host's own sign-in: from `?agent=`, else that of this tab, else a redirect that signs in the default person (then
 * `null`). With `?login=none` the host has no token.
 */
export function hostSession() {
  const fresh = takeSession();
  const known = fresh ?? JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  if (known === null && visitAs(env.defaultAgent)) return null;
  const options = takeOptions();
  const session =
    known === null || options.login === 'none' ? { agent: '', token: '', project: env.defaultProject } : known;
  keepSession(session);
  return { session, options };
}

/**
 * The host writes its sign-in to `keycloak:user` only once, so that the token there becomes outdated
 * (.github/docs/contract/page.md#login-and-project).
 */
export function keepSession(session) {
  sessionStorage.setItem(KEY, JSON.stringify(session));
  if (session.token !== '')
    localStorage.setItem(
      'keycloak:user',
      JSON.stringify({
        token: session.token,
        refreshToken: 'sandbox-refresh-token',
        idToken: 'sandbox-id-token',
        timeSkew: 0,
        responseMode: 'fragment',
        flow: 'standard',
      }),
    );
}

/** Issues a fresh token for the same person, as the host does every few seconds. */
export function freshToken(agent) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', `/page-session?agent=${encodeURIComponent(agent)}`);
    xhr.addEventListener('load', () =>
      xhr.status === 200 ? resolve(JSON.parse(xhr.responseText).token) : reject(new Error(`HTTP ${xhr.status}`)),
    );
    xhr.addEventListener('error', () => reject(new Error('no answer')));
    xhr.send();
  });
}
