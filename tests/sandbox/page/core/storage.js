/**
 * Every key of the page carries this prefix; strings are raw, anything else is JSON
 * (.github/docs/contract/page.md#login-and-project).
 */
const PREFIX = 'chats_';

/** @param {Storage} area */
export function readKey(area, key) {
  const raw = area.getItem(PREFIX + key);
  if (raw === null) return null;
  try {
    return JSON.parse(raw);
  } catch (error) {
    if (error instanceof SyntaxError) return raw;
    throw error;
  }
}

/** @param {Storage} area */
export function writeKey(area, key, value) {
  area.setItem(PREFIX + key, typeof value === 'string' ? value : JSON.stringify(value));
}

/** Reads a token as raw text, so that it is never parsed as JSON. Reads session storage first, as the page does. */
export function storedSession() {
  return {
    token: sessionStorage.getItem('chats_token') || localStorage.getItem('chats_token') || '',
    project: sessionStorage.getItem('chats_projectUuid') || localStorage.getItem('chats_projectUuid') || '',
  };
}

export function storeToken(token) {
  sessionStorage.setItem('chats_token', token);
  localStorage.setItem('chats_token', token);
}

export function storeProject(project) {
  sessionStorage.setItem('chats_projectUuid', project);
  localStorage.setItem('chats_projectUuid', project);
}

export function forgetSession() {
  for (const area of [sessionStorage, localStorage]) {
    area.removeItem('chats_token');
    area.removeItem('chats_projectUuid');
  }
}
