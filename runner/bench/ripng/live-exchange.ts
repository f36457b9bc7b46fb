import { execFileSync } from 'node:child_process';
import type { Prefix } from '../../../reference/net/prefix.js';
import { undoAtExit } from '../../adapters/undo.js';
import { eventually, labNamespaces, pause, type LabNamespaces } from '../../labs/lab-namespaces.js';
import { describeProblem } from '../../links/frames.js';
import { openNicPort, type NicPort } from '../../links/nic/nic-port.js';
import { INTERVAL_S, Listener, updateFrames, UPDATES } from './exchange.js';
import type { LiveRouter, RunningRouter } from './live-routers.js';
import { cpuTimes } from './process-time.js';

/** What the exchange took of a router's processes, by their names: milliseconds of CPU time. */
export interface LiveCost {
  readonly learning: ReadonlyMap<string, number>;
  /** Updates of the neighbour until all routes were learned and told. */
  readonly learningUpdates: number;
  readonly refreshing: ReadonlyMap<string, number>;
  /** Routes that the router told on its other link while it was refreshed. */
  readonly told: number;
  /** Routes of all updates then, without those in messages that its socket had no room for. */
  readonly received: number;
  readonly lost: number;
}

const START_WITHIN_MS = 60_000;
const MOST_UPDATES = 10;
/** Between two frames of an update: ripngd(8) has a socket buffer of 16 KiB, with room for few of them. */
const PACE_MS = 20;
const TELL_WITHIN_MS = 3 * INTERVAL_S * 1_000;

/** The exchange with a router in a namespace of its own; an error says why there was none. */
export async function liveExchange(router: LiveRouter, routes: readonly Prefix[]): Promise<LiveCost> {
  const lab = await labNamespaces(
    [
      { name: 'neighbor', silent: true },
      { name: 'router', silent: router.isUserland },
      { name: 'listener', silent: true },
    ],
    [
      { name: 'near', between: ['neighbor', 'router'] },
      { name: 'far', between: ['router', 'listener'] },
    ],
  );
  const ports: NicPort[] = [];
  let running: RunningRouter | undefined;
  let forget = (): void => undefined;
  try {
    if (!router.isUserland) await lab.inside('router', 'sysctl', '-q', '-w', 'net.ipv6.conf.all.forwarding=1');
    const near = await opened(lab.fullName('neighbor'), 'near', ports);
    const far = await opened(lab.fullName('listener'), 'far', ports);
    forget = undoAtExit(() => endAllIn(lab.fullName('router')));
    // A router that knows nothing asks once, and then says nothing.
    const [nearListener, farListener] = [listening(near, routes), listening(far, routes)];
    running = await router.start(lab.fullName('router'));
    const speaks = (): boolean => nearListener.isSpoken && farListener.isSpoken;
    if (!(await eventually(speaks, START_WITHIN_MS))) throw new Error(`it speaks no RIPng: ${running.complaints()}`);
    return await measured(lab, near, farListener, routes);
  } finally {
    await running?.stop();
    forget();
    for (const port of ports) await port.close();
    await lab.remove();
  }
}

async function opened(namespace: string, link: string, ports: NicPort[]): Promise<NicPort> {
  const port = await openNicPort({ interface: link, namespace });
  if (!port.ok) throw new Error(describeProblem(port.error));
  ports.push(port.value);
  return port.value;
}

function listening(port: NicPort, routes: readonly Prefix[]): Listener {
  const listener = new Listener(routes);
  port.listen(0, (batch) => {
    for (const { octets } of batch) listener.hear(octets);
  });
  return listener;
}

async function measured(lab: LabNamespaces, near: NicPort, listener: Listener, routes: readonly Prefix[]): Promise<LiveCost> {
  await pause(1_000);
  const frames = updateFrames(routes);
  const cpu = async (): Promise<ReadonlyMap<string, number>> => cpuTimes(await lab.processes('router'));
  const idle = await cpu();
  let learningUpdates = 0;
  while (!listener.hasAll) {
    if (learningUpdates++ === MOST_UPDATES) throw new Error(`it told ${listener.told} of ${routes.length} routes`);
    await update(near, frames);
    await eventually(() => listener.hasAll, TELL_WITHIN_MS);
  }
  const [learned, before, lostBefore] = [await cpu(), listener.entries, await lostDatagrams(lab)];
  for (let i = 0; i < UPDATES; i++) {
    const next = pause(INTERVAL_S * 1_000);
    await update(near, frames);
    await next;
  }
  const refreshed = await cpu();
  const lost = (await lostDatagrams(lab)) - lostBefore;
  return {
    learning: difference(idle, learned),
    learningUpdates,
    refreshing: difference(learned, refreshed),
    told: listener.entries - before,
    received: Math.round(((UPDATES * frames.length - lost) * routes.length) / frames.length),
    lost,
  };
}

async function update(port: NicPort, frames: readonly Uint8Array[]): Promise<void> {
  for (const octets of frames) {
    port.send(octets);
    await pause(PACE_MS);
  }
}

const difference = (from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...to].map(([name, ms]) => [name, ms - (from.get(name) ?? 0)]));

/** Counted by the kernel for all sockets of the namespace: there is only the router's. */
async function lostDatagrams(lab: LabNamespaces): Promise<number> {
  const { stdout } = await lab.inside('router', 'cat', '/proc/net/snmp6');
  return Number(/^Udp6RcvbufErrors\s+(\d+)$/m.exec(stdout)?.[1] ?? 0);
}

/** At exit nothing can be awaited. */
function endAllIn(namespace: string): void {
  const listed = execFileSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' });
  for (const pid of listed.split('\n').filter(Boolean).map(Number)) process.kill(pid, 'SIGKILL');
}
