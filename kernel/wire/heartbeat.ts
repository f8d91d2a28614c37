import { randomUUID } from "node:crypto";
import { Dealer, Proxy as MessageProxy, type Router } from "zeromq";

/**
 * Echoes what comes over a bound socket, from a native thread: it answers also while JavaScript is busy.
 *
 * The thread passes messages between the socket and another that is connected to itself, and so sends them back.
 *
 * @param router - bound; is closed when the heartbeat stops.
 * @returns what stops it.
 */
export async function startHeartbeat(router: Router): Promise<() => void> {
  const mirror = new Dealer({ linger: 0 });
  const address = `inproc://heartbeat-${randomUUID()}`;
  await mirror.bind(address);
  mirror.connect(address);
  const proxy = new MessageProxy(router, mirror);
  // Ends when it is stopped, or with the process.
  proxy.run().catch(() => {});
  return () => proxy.terminate();
}
