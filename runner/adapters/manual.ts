import { createInterface } from 'node:readline/promises';
import { failed, ok, type Result } from '../../reference/net/result.js';
import { formatIpv4Address } from '../../reference/net/ipv4-address.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import { formatAddress, type Address } from '../../reference/net/address.js';
import { DEVICE_ACTIONS, type Action, type ActionError, type ActionKind, type InterfaceState } from '../../suites/kit/action.js';
import type { BindError } from '../../suites/kit/bench.js';
import type { NicPlace } from '../links/nic/capture-process.js';
import { createActionLog } from './action-log.js';
import { actionFailed, refusesCanary, unsupported, type Adapter } from './adapter.js';
import { advertisingInWords } from './advertising-text.js';
import { configuredState, placesOf, type ConfiguredLinks } from './configured-links.js';
import { ripngInWords } from './ripng-text.js';
import { tunnelInWords } from './tunnel-parameters.js';

/** Asks a question; undefined when nobody answered in time. */
export type Operator = (question: string, timeoutMs: number) => Promise<string | undefined>;

/** A person at the terminal carries out the actions. An action that was refused once is not asked for again. */
export function manualAdapter(
  settings: { readonly timeoutS: number },
  links: ConfiguredLinks,
  operator: Operator | undefined = operatorAtTerminal(),
): Adapter {
  const refused = new Set<ActionKind>();
  const log = createActionLog();
  const actions = new Set<ActionKind>(DEVICE_ACTIONS);
  const timeoutMs = settings.timeoutS * 1_000;

  const stateOf = (link: string): Result<InterfaceState, ActionError> => {
    const known = configuredState(link, links.get(link));
    return known.ok ? known : { ok: false, error: { kind: 'failed', action: 'reset', detail: known.error } };
  };

  async function perform(action: Action): Promise<Result<void, ActionError>> {
    const request = inWords(action, links.get(action.link)?.device);
    if (request === undefined) return unsupported(action.kind, `an operator is not asked for "${action.kind}"`);
    if (refused.has(action.kind)) return unsupported(action.kind, 'the operator said that the device cannot do it');
    const answer = await operator?.(`${request}\n  Enter when done, u if the device cannot do that, f if it failed: `, timeoutMs);
    if (answer === undefined) return actionFailed(action.kind, `no answer from the operator within ${settings.timeoutS} s`);
    const word = answer.trim().toLowerCase();
    if (word === '') return ok(undefined);
    if (!word.startsWith('u')) return actionFailed(action.kind, `the operator said: ${answer.trim()}`);
    refused.add(action.kind);
    return unsupported(action.kind, 'the operator said that the device cannot do it');
  }

  async function performAndNote(action: Action): Promise<Result<void, ActionError>> {
    const before = stateOf(action.link);
    const outcome = await perform(action);
    if (outcome.ok) log.note(action, before.ok ? before.value : undefined);
    return outcome;
  }

  const cleanUp = (): Promise<Result<void, string>> => log.undo(actions, perform);

  return {
    name: 'manual',
    actions,
    async prepare(): Promise<Result<void, BindError>> {
      if (operator === undefined)
        return failed({ kind: 'unreachable', detail: 'adapter manual asks an operator and needs a terminal: run it interactively' });
      const [first = 'link0'] = links.keys();
      const distrust = await refusesCanary({ name: 'manual', do: perform }, first);
      return distrust === undefined ? ok(undefined) : failed({ kind: 'unreachable', detail: distrust });
    },
    links: (): ReadonlyMap<string, NicPlace> => placesOf(links),
    do: performAndNote,
    state: (link) => Promise.resolve(stateOf(link)),
    cleanUp,
    async close() {
      await cleanUp();
    },
  };
}

function inWords(action: Action, device: string | undefined): string | undefined {
  const where = device === undefined ? `the device's interface on ${action.link}` : `interface ${device} of the device (${action.link})`;
  switch (action.kind) {
    case 'reset':
      return `Initialise ${where} anew: down and up again, or restart the device.`;
    case 'interface-down':
      return `Take ${where} down.`;
    case 'interface-up':
      return `Bring ${where} up.`;
    case 'add-address':
      return `Add the ${action.anycast === true ? 'anycast ' : ''}address ${formatAddress(action.address)}/${action.prefixLength} to ${where}.`;
    case 'remove-address':
      return `Remove the address ${formatAddress(action.address)} from ${where}.`;
    case 'ping':
      return `Send one ping from ${where} to ${formatAddress(action.destination)}${sourceInWords(action)}${sizeInWords(action)}, and go on without waiting for its answer.`;
    case 'ping-without-zone':
      return `Send one ping from the device to ${formatAddress(action.destination)} without naming an interface for it, and answer "failed" if the device refuses.`;
    case 'ping-first-of':
      return `Give a program that resolves names, or sorts by RFC 6724 section 6, these addresses of one host in this order: ${action.destinations.map(formatAddress).join(', ')}. Send one ping from ${where} to the one that comes first, and go on without waiting for its answer.`;
    case 'ping-preferring':
      return `Send one ping from ${where} to ${formatAddress(action.destination)} by a program that prefers ${action.prefers} source addresses (RFC 5014), and go on without waiting for its answer.`;
    case 'set-variable':
      return `Set ${action.variable} of ${where} to ${action.value}.`;
    case 'solicit-routers':
      return `Have ${where} solicit routers now, as rtsol does.`;
    case 'set-link-layer-address':
      return `Change the link-layer address of ${where} to ${formatLinkLayerAddress(action.address)}.`;
    case 'add-route':
      return `Add a static route to ${formatPrefix(action.prefix)} ${targetInWords(action, where)}.`;
    case 'remove-route':
      return `Remove the static route to ${formatPrefix(action.prefix)}.`;
    case 'add-multicast-route':
      return `Add a static multicast route: packets for ${formatPrefix(action.groups)}${fromInWords(action)} that come in by ${where} go out by ${action.to.join(', ')}.`;
    case 'remove-multicast-route':
      return `Remove the static multicast route for ${formatPrefix(action.groups)}${fromInWords(action)} from ${where}.`;
    case 'set-zone':
      return `Put ${where} into zone ${action.zone} of multicast scope ${action.scope} (RFC 4007 section 6), apart from interfaces in other zones.`;
    case 'add-proxy':
      return `Have ${where} answer Neighbor Solicitations for ${formatAddress(action.address)} as a proxy, as for a node that has moved away.`;
    case 'remove-proxy':
      return `Have ${where} no longer answer for ${formatAddress(action.address)}.`;
    case 'advertise':
      return `Have ${where} send Router Advertisements with ${advertisingInWords(action.configuration)} (times in seconds, Ms: milliseconds); everything else as by default.`;
    case 'stop-advertising':
      return `Have ${where} cease to send Router Advertisements.`;
    case 'become-host':
      return 'Turn forwarding off on the whole device, so that it becomes a host.';
    case 'become-router':
      return 'Turn forwarding on again on the whole device, so that it becomes a router.';
    case 'accept-renumbering':
      return 'Have the device take Router Renumbering Commands (RFC 2894) that nobody has authenticated, and set its Recorded Sequence Number to zero.';
    case 'refuse-renumbering':
      return 'Have the device take no Router Renumbering Commands any more, and remove the prefixes and addresses that they have left.';
    case 'add-ipv4-address':
      return `Add the IPv4 address ${formatIpv4Address(action.address)}/${action.prefixLength} to ${where}.`;
    case 'remove-ipv4-address':
      return `Remove the IPv4 address ${formatIpv4Address(action.address)} from ${where}.`;
    case 'add-tunnel':
      return `${tunnelInWords(action, where)}.`;
    case 'remove-tunnel':
      return `Remove the tunnel "${action.name}" over ${where}.`;
    case 'start-ripng':
      return `Have the device speak RIPng ${ripngInWords(action.settings)}, and on no other link; everything else as by default.`;
    case 'stop-ripng':
      return 'Have the device cease to speak RIPng.';
    case 'serve-udp-echo':
      return `Start a program on the device that sends every UDP datagram which comes to port ${action.port} back to its sender (RFC 862).`;
    case 'stop-udp-echo':
      return `End the program that echoes at UDP port ${action.port}.`;
    case 'join-group':
      return `Have a program on the device listen to the multicast group ${formatAddress(action.group)} on ${where}.`;
    case 'leave-group':
      return `Have that program cease to listen to ${formatAddress(action.group)} on ${where}.`;
    case 'filter-sources':
      return `Have the program that listens to ${formatAddress(action.group)} on ${where}, or a new one, want ${sourcesInWords(action)} (RFC 3678).`;
    case 'canary':
      return undefined;
  }
}

function targetInWords({ gateway, reject, blackhole }: Extract<Action, { kind: 'add-route' }>, where: string): string {
  if (reject) return 'that rejects packets';
  if (blackhole) return 'that discards packets without an error';
  return gateway === undefined ? `on ${where}, to neighbours there` : `through the router ${formatAddress(gateway)} on ${where}`;
}

const sourcesInWords = ({ mode, sources }: Extract<Action, { kind: 'filter-sources' }>): string =>
  `${mode === 'include' ? 'only what comes from' : 'what comes from anybody but'} ${sources.map(formatAddress).join(', ') || 'nobody'}`;
const fromInWords = ({ source }: { readonly source?: Address }): string => (source === undefined ? '' : ` from ${formatAddress(source)}`);
const sourceInWords = ({ source }: { readonly source?: Uint8Array }): string =>
  source === undefined ? '' : ` from the address ${formatAddress(source)}`;
const sizeInWords = ({ dataOctets }: { readonly dataOctets?: number }): string =>
  dataOctets === undefined ? '' : ` with ${dataOctets} octets of data`;

/** The terminal, when there is one: questions go to stderr, which is for talk. */
function operatorAtTerminal(): Operator | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (question, timeoutMs) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await terminal.question(`\n${question}`, { signal: AbortSignal.timeout(timeoutMs) });
    } catch {
      return undefined;
    } finally {
      terminal.close();
    }
  };
}
