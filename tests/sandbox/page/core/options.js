const KEY = 'sandbox_options';
const KEPT = ['lang', 'dictation', 'unmountAfterMs'];
const ONCE = ['agent', 'project', 'projectUuid', 'theme', 'status', 'login', 'intro', 'viewMode'];

/**
 * Reads the options in the address and removes them at once, because addresses of the real page have none. Language,
 * dictation and the unmount delay are kept for the tab.
 */
export function takeOptions() {
  const query = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  const options = { ...kept };
  for (const name of [...KEPT, ...ONCE]) {
    const value = query.get(name);
    if (value === null) continue;
    options[name] = value;
    query.delete(name);
  }
  sessionStorage.setItem(
    KEY,
    JSON.stringify(
      Object.fromEntries(KEPT.filter((name) => options[name] !== undefined).map((name) => [name, options[name]])),
    ),
  );
  const rest = query.toString();
  history.replaceState(history.state, '', location.pathname + (rest ? `?${rest}` : ''));
  return options;
}

/** The sign-in that the server put into the document for `?agent=`; removed once read. */
export function takeSession() {
  const element = document.getElementById('sandbox-session');
  const session = JSON.parse(element?.textContent || 'null');
  element?.remove();
  return session;
}

/**
 * Redirects a visitor without a sign-in to an address that signs in the given person.
 * @returns {boolean} false when the address already names a person (who is then unknown to the server): the visitor stays signed out
 */
export function visitAs(agent) {
  const query = new URLSearchParams(location.search);
  if (query.has('agent') || query.get('login') === 'none') return false;
  query.set('agent', agent);
  location.replace(`${location.pathname}?${query}`);
  return true;
}

/** Stores the choices in the address for this visit, under the page's own storage keys. */
export function storeChoices(options, project) {
  if (options.theme) localStorage.setItem('unnnic-theme', options.theme);
  if (options.status) sessionStorage.setItem(`chats_statusAgent-${project}`, options.status);
  if (options.intro !== '1' && localStorage.getItem('chats_darkModeIntroSeen') === null)
    localStorage.setItem('chats_darkModeIntroSeen', 'true');
}
