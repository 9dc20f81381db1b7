/**
 * Checks whether `WebSocket` still behaves in the page as a page expects. It opens no socket to the engine: its sockets
 * go to a closed port and are closed at once.
 * @returns {{name: string, ok: boolean}[]} every check with its result
 */
export function probe() {
  const results = [];
  const check = (name, test) => {
    let ok = false;
    try {
      ok = test() === true;
    } catch (error) {
      results.push({ name: `${name} (${error instanceof Error ? error.message : 'threw'})`, ok: false });
      return;
    }
    results.push({ name, ok });
  };
  const make = (Constructor = window.WebSocket) => {
    const socket = new Constructor('ws://127.0.0.1:9/probe');
    socket.close();
    return socket;
  };

  const shared = make();

  check('name is WebSocket', () => WebSocket.name === 'WebSocket');
  check('length is 1', () => WebSocket.length === 1);
  check(
    'static constants',
    () => WebSocket.CONNECTING === 0 && WebSocket.OPEN === 1 && WebSocket.CLOSING === 2 && WebSocket.CLOSED === 3,
  );
  check('instance constants', () => {
    const socket = shared;
    return socket.CONNECTING === 0 && socket.OPEN === 1 && socket.CLOSING === 2 && socket.CLOSED === 3;
  });
  check('is a function', () => typeof WebSocket === 'function');
  check(
    'toString looks native',
    () =>
      /\[native code\]/.test(Function.prototype.toString.call(WebSocket)) &&
      /function WebSocket/.test(String(WebSocket)),
  );
  check('instanceof', () => shared instanceof WebSocket && shared instanceof EventTarget);
  check('constructor is the global', () => shared.constructor === WebSocket);
  check(
    'prototype identity',
    () => Object.getPrototypeOf(shared) === WebSocket.prototype && WebSocket.prototype.constructor === WebSocket,
  );
  check('class name', () => Object.prototype.toString.call(shared) === '[object WebSocket]');
  check('onmessage is a settable property', () => {
    const socket = shared;
    const listener = () => undefined;
    const before = socket.onmessage;
    Object.assign(socket, { onmessage: listener, onopen: listener, onclose: listener });
    return (
      before === null && socket.onmessage === listener && socket.onopen === listener && socket.onclose === listener
    );
  });
  check('no own properties on an instance', () => Object.keys(shared).length === 0);
  check('throws without new', () => {
    try {
      WebSocket('ws://127.0.0.1:9/probe');
    } catch (error) {
      return error instanceof TypeError;
    }
    return false;
  });
  check('bad address is a SyntaxError', () => {
    try {
      new WebSocket('ws://127.0.0.1:bad/').close();
      return false;
    } catch (error) {
      return error instanceof DOMException && error.name === 'SyntaxError';
    }
  });
  check('subclassing', () => {
    class Subclass extends WebSocket {
      extra() {
        return 'extra';
      }
    }
    const socket = make(Subclass);
    return (
      socket instanceof Subclass &&
      socket instanceof WebSocket &&
      socket.extra() === 'extra' &&
      socket.constructor === Subclass
    );
  });
  check("the page's own wrapping works", () => {
    const original = window.WebSocket;
    let built = 0;
    window.WebSocket = new Proxy(original, {
      construct(target, args, newTarget) {
        built += 1;
        return Reflect.construct(target, args, newTarget);
      },
    });
    const socket = new window.WebSocket('ws://127.0.0.1:9/probe');
    socket.close();
    const fine = built === 1 && socket instanceof window.WebSocket && socket instanceof original;
    window.WebSocket = original;
    return fine && window.WebSocket === original;
  });
  check('the global is writable and configurable', () => {
    const descriptor = Object.getOwnPropertyDescriptor(window, 'WebSocket');
    return descriptor?.writable === true && descriptor.configurable === true && descriptor.enumerable === false;
  });
  check('own keys', () =>
    ['CLOSED', 'CLOSING', 'CONNECTING', 'OPEN', 'length', 'name', 'prototype'].every((key) =>
      Object.hasOwn(WebSocket, key),
    ),
  );
  return results;
}
