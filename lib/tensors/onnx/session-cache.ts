import type { OperationSession } from "./session.ts";

/** Sessions by key; the least recently used one is disposed when there are more than `capacity`. */
export interface SessionCache {
  obtain(key: string, build: () => OperationSession): OperationSession;
  readonly size: number;
  dispose(): void;
}

/**
 * Makes an empty cache.
 *
 * @param capacity - most sessions held at once, at least 1.
 */
export function sessionCache(capacity: number): SessionCache {
  const sessions = new Map<string, OperationSession>();
  return {
    obtain(key, build) {
      const known = sessions.get(key);
      if (known !== undefined) {
        sessions.delete(key);
        sessions.set(key, known);
        return known;
      }
      const made = build();
      sessions.set(key, made);
      if (sessions.size > capacity) {
        const [oldestKey, oldest] = sessions.entries().next().value!;
        sessions.delete(oldestKey);
        oldest.dispose();
      }
      return made;
    },
    get size() {
      return sessions.size;
    },
    dispose() {
      for (const session of sessions.values()) session.dispose();
      sessions.clear();
    },
  };
}
