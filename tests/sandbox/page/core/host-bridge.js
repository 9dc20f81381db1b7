/**
 * How the page talks to Connect: a CustomEvent on window when it lives in Connect's own document, `postMessage` to the parent otherwise.
 * @param {boolean} federated
 */
export function createHostBridge(federated) {
  return (event, data = {}) => {
    if (federated) window.dispatchEvent(new CustomEvent('chatsToHost', { detail: { event, ...data } }));
    else window.parent.postMessage({ event, ...data }, '*');
  };
}

/**
 * Iframe mode: asks the host for a token once, takes the first answer and stops listening, so later tokens never arrive
 * (.github/docs/contract/page.md#login-and-project).
 * @returns {Promise<string | null>} null when nobody answers
 */
export function askHostForToken(waitMs = 5_000) {
  return new Promise((resolve) => {
    const listening = new AbortController();
    const finish = (token) => {
      listening.abort();
      clearTimeout(timer);
      resolve(token);
    };
    const timer = setTimeout(() => finish(null), waitMs);
    window.addEventListener('message', (event) => {
      if (event.data?.event === 'updateToken' && typeof event.data.token === 'string') finish(event.data.token);
    }, { signal: listening.signal });
    window.parent.postMessage({ event: 'getToken' }, '*');
  });
}
