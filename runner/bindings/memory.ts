import type { Behaviour } from '../../reference/ipv6/behaviour.js';
import { seededRandom, seedFor } from '../../reference/engine/random.js';
import type { NodeEnvironment } from '../../reference/engine/environment.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import { createNode, type Node, type NodeCommand, type NodeConfiguration } from '../../reference/node.js';
import type { Action, ActionError, ActionKind, InterfaceState } from '../../suites/kit/action.js';
import type { Bench, Binding, TestOfBench } from '../../suites/kit/bench.js';
import type { Defect } from '../../suites/kit/faults.js';
import { applyDefects, type Onset } from '../perturb/apply-defects.js';
import type { Testbed } from '../../suites/kit/testbed.js';
import { promised } from './promised.js';
import { referenceRipng, type RipngChanges } from './reference-ripng.js';
import { openVirtualBench, type VirtualDevice } from './virtual-bench.js';

export interface MemoryOptions {
  /** Behaviour set of the reference; `current` when left out. */
  readonly behaviour?: Behaviour;
  /** What is wrong with it: for the suite's self-check. */
  readonly defects?: readonly Defect[];
  /** From when on; from the start when left out. */
  readonly onset?: Onset | undefined;
  readonly claims?: ReadonlySet<string>;
  readonly eventBudget?: number;
}

const ACTIONS: ReadonlySet<ActionKind> = new Set<ActionKind>([
  'reset',
  'interface-down',
  'interface-up',
  'add-address',
  'remove-address',
  'ping',
  'ping-without-zone',
  'ping-first-of',
  'ping-preferring',
  'set-variable',
  'solicit-routers',
  'set-link-layer-address',
  'add-route',
  'remove-route',
  'add-multicast-route',
  'remove-multicast-route',
  'set-zone',
  'add-ipv4-address',
  'remove-ipv4-address',
  'add-tunnel',
  'remove-tunnel',
  'add-proxy',
  'remove-proxy',
  'advertise',
  'stop-advertising',
  'become-host',
  'become-router',
  'start-ripng',
  'stop-ripng',
  'accept-renumbering',
  'refuse-renumbering',
  'serve-udp-echo',
  'stop-udp-echo',
  'join-group',
  'leave-group',
  'filter-sources',
]);
const MTU = 1500;

/** Optional protocols that the reference speaks. */
const CLAIMS: ReadonlySet<string> = new Set(['node-information', 'router-renumbering']);
/** What switches them on; and one address for each prefix, unless a test has the device form temporary ones. */
const FEATURES: NonNullable<NodeConfiguration['features']> = { nodeInformation: true, temporaryAddresses: false };

/** A host name with a domain, because the device is asked for it. */
const NAME = 'reference.sixproof.example';

/** The embedded reference on the virtual clock: for each test a fresh node, link and time. */
export function memoryBinding(options: MemoryOptions = {}): Binding {
  return {
    name: 'reference',
    open: (testbed, test) => promised(() => ok(openReference(testbed, test, options))),
    close: () => Promise.resolve(),
  };
}

function openReference(testbed: Testbed, { seed, plays }: TestOfBench, options: MemoryOptions): Bench {
  const { links, identifiers, hopByHopInTransit, jumbograms, mtu = MTU } = testbed;
  const { behaviour = 'current', defects = [], onset, claims = CLAIMS, eventBudget } = options;
  const random = seededRandom(seedFor(seed, 'device'));
  const applied = applyDefects(defects, onset);
  const { ripng, ...settings } = applied.settings;
  const configuration: NodeConfiguration = {
    name: NAME,
    role: plays === 'router' ? 'router' : 'host',
    behaviour,
    interfaces: links.map((name) => ({
      name,
      linkLayerAddress: linkLayerAddress([0x02, ...random.octets(5)]),
      mtu,
      interfaceIdentifier: identifiers === 'opaque' ? 'stable' : 'eui64',
    })),
    ignoring: applied.ignoring,
    ...settings,
    features: {
      ...FEATURES,
      ...(jumbograms && { jumbograms: jumbograms === 'understood' }),
      ...(hopByHopInTransit && { processHopByHopInTransit: hopByHopInTransit === 'processed' }),
      ...(applied.settings['features'] as NodeConfiguration['features']),
    },
  };
  return openVirtualBench({
    name: 'reference',
    links,
    mtu,
    actions: ACTIONS,
    random,
    device: (environment) => referenceDevice(configuration, environment, ripng as RipngChanges | undefined),
    tap: applied.tap,
    claims,
    ...(eventBudget !== undefined && { eventBudget }),
  });
}

function referenceDevice(configuration: NodeConfiguration, environment: NodeEnvironment, ripng?: RipngChanges): VirtualDevice {
  const node = createNode(configuration, environment);
  return {
    start: () => node.start(),
    receive: (link, octets) => node.receive(link, octets),
    do: (action) => (isOfRipng(action) ? ofRipng(node, action, configuration.behaviour, ripng) : command(node, action)),
    state: (link) => stateOf(node, link),
  };
}

/** The reference takes actions as they are but for the two ways of a tunnel over IPv4 to its MTU. */
function nodeCommand(action: Action): NodeCommand {
  if (action.kind !== 'add-tunnel' || action.family !== 'ipv4') return action as NodeCommand;
  const { mtu, ...rest } = action;
  return { ...rest, ...(mtu === 'dynamic' ? { dynamicMtu: true } : mtu !== undefined && { mtu }) };
}

function command(node: Node, action: Action): Result<void, ActionError> {
  if (action.kind === 'canary') return failed({ kind: 'unsupported', action: action.kind, detail: 'the reference has no such action' });
  const done = node.command(nodeCommand(action));
  return done.ok ? done : failed({ kind: 'failed', action: action.kind, detail: done.error });
}

type RipngAction = Extract<Action, { kind: 'start-ripng' | 'stop-ripng' }>;
const isOfRipng = (action: Action): action is RipngAction => action.kind === 'start-ripng' || action.kind === 'stop-ripng';

function ofRipng({ programs }: Node, action: RipngAction, behaviour: Behaviour, changes?: RipngChanges): Result<void, ActionError> {
  const fail = (detail: string): Result<void, ActionError> => failed({ kind: 'failed', action: action.kind, detail });
  if (action.kind === 'stop-ripng') return programs.stopRipng() ? ok(undefined) : fail('RIPng does not run');
  const started = programs.startRipng(referenceRipng(action.settings, behaviour, changes));
  return started.ok ? started : fail(started.error);
}

function stateOf(node: Node, link: string): Result<InterfaceState, ActionError> {
  const held = node.interfaces().find((one) => one.name === link);
  if (!held) return failed({ kind: 'failed', action: 'reset', detail: `the reference has no interface ${link}` });
  // An anycast address is none that the device can be asked from or speaks as: no system lists it among its own.
  const addresses = held.addresses
    .filter(({ anycast }) => !anycast)
    .map(({ address, prefixLength, state }) => ({ address, prefixLength, state }));
  return ok({ linkLayerAddress: held.linkLayerAddress, addresses, resolver: held.resolver });
}
