import { env } from '../env.js';

/** An answer that is not 2xx, or no answer at all (`status` 0). */
export class RequestError extends Error {
  constructor(status, body) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

/**
 * The page's HTTP client: XMLHttpRequest only, no timeout, no retry, a Bearer header read from memory at each request.
 * @param {{token: string}} config
 */
export function createApi(config) {
  function request(method, url, body) {
    return new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      xhr.open(method, url);
      xhr.setRequestHeader('Accept', 'application/json, text/plain, */*');
      if (body !== undefined) xhr.setRequestHeader('Content-Type', 'application/json');
      xhr.setRequestHeader('Authorization', `Bearer ${config.token}`);
      xhr.addEventListener('load', () => {
        const answer = parse(xhr.responseText);
        if (xhr.status >= 200 && xhr.status < 300) resolve(answer);
        else reject(new RequestError(xhr.status, answer));
      });
      xhr.addEventListener('error', () => reject(new RequestError(0, null)));
      xhr.send(body === undefined ? null : JSON.stringify(body));
    });
  }

  const v1 = (path, query) => `${env.apiOrigin}/v1/${path}${queryString(query)}`;
  return {
    get: (path, query) => request('GET', v1(path, query)),
    getV2: (path, query) => request('GET', `${env.apiOrigin}/v2/${path}${queryString(query)}`),
    getFlows: (path, query) => request('GET', `${env.flowsOrigin}/${path}${queryString(query)}`),
    post: (path, body) => request('POST', v1(path), body),
    put: (path, body) => request('PUT', v1(path), body),
    patch: (path, body) => request('PATCH', v1(path), body),
  };
}

/** Runs a request whose failure the page does not show; returns `fallback` when it fails. */
export async function quietly(promise, fallback = null) {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof RequestError) return fallback;
    throw error;
  }
}

function queryString(query) {
  if (!query) return '';
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined)).toString();
  return text ? `?${text}` : '';
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
