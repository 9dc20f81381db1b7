/**
 * Sends messages to Connect: as a CustomEvent on window when the page is in Connect's own document, else by
 * `postMessage` to the parent.
 * @param {boolean} federated
 */
export function createHostBridge(federated) {
  return (event, data = {}) => {
    if (federated) window.dispatchEvent(new CustomEvent('chatsToHost', { detail: { event, ...data } }));
    else window.parent.postMessage({ event, ...data }, '*');
  };
}

/**
 * In iframe mode, asks the host for a token once, takes the first answer and stops listening, so that later tokens are
 * lost (.github/docs/contract/page.md#login-and-project).
 * @returns {Promise<string | null>} null when the host does not answer
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
    window.addEventListener(
      'message',
      (event) => {
        if (event.data?.event === 'updateToken' && typeof event.data.token === 'string') finish(event.data.token);
      },
      { signal: listening.signal },
    );
    window.parent.postMessage({ event: 'getToken' }, '*');
  });
}
