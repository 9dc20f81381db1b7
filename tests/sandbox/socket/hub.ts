import type { SocketFaults } from '../faults/fault-injector.ts';
import { pythonJson, type Json } from '../python-json.ts';

/** One open socket, as the hub sees it. */
export interface Member {
  readonly id: number;
  readonly email: string;
  readonly kind: 'agent' | 'manager';
  /** Permission whose status falls when this socket closes (the watched agent's for a manager). */
  readonly permission: string;
  readonly groups: Set<string>;
  readonly originHeader: string | null;
  sendText(text: string): void;
  terminate(): void;
  close(code: number): void;
}

/** Sends frames to groups of sockets, as the engine's channel layer does. */
export interface SocketHub {
  readonly members: Set<Member>;
  nextId(): number;
  /** Sends a backend event: `content` becomes a JSON string; `rooms.*` sorted and indented as the real consumer does. */
  notify(group: string, action: string, content: Json): void;
  /** Sends an acknowledgement to one socket: `content` stays an object. */
  answer(member: Member, action: string, content: Json): void;
  /** Sends raw text through the socket faults. */
  deliver(member: Member, text: string): void;
}

export function createSocketHub(
  faults: SocketFaults,
  later: (delayMs: number, run: () => void) => void,
  onFrame: (member: Member, detail: string) => void,
): SocketHub {
  const members = new Set<Member>();
  let id = 0;
  function deliver(member: Member, text: string): void {
    if (faults.dropNext > 0) {
      faults.dropNext -= 1;
      return;
    }
    let copies = 1;
    if (faults.duplicateNext > 0) {
      faults.duplicateNext -= 1;
      copies = 2;
    }
    for (let copy = 0; copy < copies; copy += 1) {
      if (faults.delayMs > 0)
        later(faults.delayMs, () => {
          member.sendText(text);
        });
      else member.sendText(text);
    }
  }
  function frame(action: string, content: Json): string {
    return pythonJson({ type: 'notify', action, content });
  }
  return {
    members,
    nextId() {
      id += 1;
      return id;
    },
    notify(group, action, content) {
      const isRoom = action.startsWith('rooms.') && action !== 'rooms.inactivity';
      const text = frame(action, pythonJson(content, isRoom ? { sortKeys: true, indent: 1 } : {}));
      for (const member of members) {
        if (!member.groups.has(group)) continue;
        onFrame(member, action);
        deliver(member, text);
      }
    },
    answer(member, action, content) {
      onFrame(member, action);
      deliver(member, frame(action, content));
    },
    deliver,
  };
}
