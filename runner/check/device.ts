import { ALL_ROUTERS, formatAddress, isLinkLocal, type Address } from '../../reference/net/address.js';
import { formatLinkLayerAddress, multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { after, elapsed, formatDuration, milliseconds, seconds, type Duration, type Instant } from '../../reference/time.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { routerSolicitation } from '../../reference/wire/nd.js';
import { UNSPECIFIED } from '../../reference/net/address.js';
import type { InterfaceState } from '../../suites/kit/action.js';
import type { Bench, Link } from '../../suites/kit/bench.js';
import { echoProbe } from '../../suites/kit/housekeeping-frames.js';
import { fine, note, problem, type Finding } from './finding.js';
import { ECHO_IDENTIFIER, listenOn, type Listener } from './listener.js';

const ECHOES = 4;
const ANSWER_WITHIN = seconds(1);
/** A router answers a solicitation within MAX_RA_DELAY_TIME, half a second (RFC 4861 section 10), unless it has just advertised. */
const ADVERTISEMENT_WITHIN = milliseconds(3_500);
const SHOWN_NODES = 4;

/** What was sent, for the last line. */
export interface Probed {
  readonly findings: readonly Finding[];
  readonly echoes: number;
  readonly solicitations: number;
}

/** Asks the device for a sign of life on every link, and listens who else is there. */
export async function checkDevice(bench: Bench): Promise<Probed> {
  const findings: Finding[] = [];
  const listeners = new Map<string, Listener>();
  const devices = new Map<string, InterfaceState>();
  let echoes = 0;
  for (const [name, link] of bench.links) listeners.set(name, listenOn(link));
  for (const [name, link] of bench.links) {
    const state = await bench.device.state(name);
    if (!state.ok) {
      findings.push(problem(`device on ${name}`, state.error.detail));
      continue;
    }
    devices.set(name, state.value);
    const { finding, sent } = await askForEcho(bench, link, listeners.get(name) as Listener, state.value);
    echoes += sent;
    findings.push(finding);
  }
  for (const [name, link] of bench.links) solicitRouters(link, listeners.get(name) as Listener);
  await bench.clock.waitUntil(() => false, after(bench.clock.now(), ADVERTISEMENT_WITHIN));
  for (const [name, listener] of listeners) findings.push(...others(name, listener, devices.get(name)));
  findings.push(...joinedLinks(listeners));
  return { findings, echoes, solicitations: bench.links.size };
}

async function askForEcho(
  bench: Bench,
  link: Link,
  listener: Listener,
  state: InterfaceState,
): Promise<{ readonly finding: Finding; readonly sent: number }> {
  const subject = `device on ${link.name}`;
  const to = linkLocalOf(state);
  if (to === undefined) return { finding: problem(subject, 'has no usable link-local address'), sent: 0 };
  const path = { from: listener.linkLocal, fromLinkLayer: listener.linkLayerAddress, to, toLinkLayer: state.linkLayerAddress };
  const trips: Duration[] = [];
  for (let sequence = 1; sequence <= ECHOES; sequence++) {
    const { notBefore } = link.transmit(echoProbe(path, ECHO_IDENTIFIER, sequence).octets);
    await bench.clock.waitUntil(() => listener.replies.has(sequence), after(notBefore, ANSWER_WITHIN));
    const repliedAt: Instant | undefined = listener.replies.get(sequence);
    if (repliedAt !== undefined) trips.push(elapsed(notBefore, repliedAt));
  }
  const who = `${formatAddress(to)} (${formatLinkLayerAddress(state.linkLayerAddress)})`;
  if (trips.length === 0)
    return {
      finding: problem(subject, `${who} answers no echo request`, 'is this NIC connected to that port of the device?'),
      sent: ECHOES,
    };
  const range = `${formatDuration(Math.min(...trips) as Duration)} to ${formatDuration(Math.max(...trips) as Duration)}`;
  if (trips.length < ECHOES)
    return {
      finding: problem(subject, `${who} answers ${trips.length} of ${ECHOES} echo requests`, 'look for a bad cable or a busy device'),
      sent: ECHOES,
    };
  return { finding: fine(subject, `${who} answers, ${range}`), sent: ECHOES };
}

function linkLocalOf({ addresses }: InterfaceState): Address | undefined {
  return addresses.find(({ address, state }) => isLinkLocal(address) && (state === 'preferred' || state === 'deprecated'))?.address;
}

/** From the unspecified address: it leaves nothing behind in anybody's cache. */
function solicitRouters(link: Link, listener: Listener): void {
  const solicitation = frame(
    ethernet({ destination: multicastLinkLayerAddress(ALL_ROUTERS), source: listener.linkLayerAddress }),
    ipv6({ source: UNSPECIFIED, destination: ALL_ROUTERS }),
    routerSolicitation({}),
  );
  link.transmit(solicitation.octets);
}

function others(name: string, listener: Listener, device: InterfaceState | undefined): readonly Finding[] {
  const own = device && formatLinkLayerAddress(device.linkLayerAddress);
  const strangers = new Map(
    listener.routers.filter((router) => router.linkLayerAddress !== own).map((router) => [router.linkLayerAddress, router]),
  );
  const stray = [...strangers.values()].map(({ source, linkLayerAddress: mac }) =>
    problem(
      name,
      `Router Advertisement from ${source} (${mac}), not the device`,
      'unplug that router: it spoils every Neighbor Discovery verdict',
    ),
  );
  const nodes = [...listener.nodes].filter(([mac]) => mac !== own && !strangers.has(mac));
  if (nodes.length === 0) return stray;
  const shown = nodes.slice(0, SHOWN_NODES).map(([mac, address]) => `${address} (${mac})`);
  const more = nodes.length > SHOWN_NODES ? ` and ${nodes.length - SHOWN_NODES} more` : '';
  return [...stray, note(name, `other nodes heard: ${shown.join(', ')}${more}`)];
}

/** A frame sent on one link and heard on another: the links are one network. */
function joinedLinks(listeners: ReadonlyMap<string, Listener>): readonly Finding[] {
  return [...listeners].flatMap(([from, { linkLayerAddress: mac }]) =>
    [...listeners]
      .filter(([to, { sources }]) => to !== from && sources.has(formatLinkLayerAddress(mac)))
      .map(([to]) =>
        problem(
          `${from} and ${to}`,
          `what is sent on ${from} is heard on ${to}: they are the same network`,
          'give each link a cable, switch or VLAN of its own',
        ),
      ),
  );
}
