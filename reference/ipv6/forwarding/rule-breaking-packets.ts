import { address, UNSPECIFIED, type Address } from '../../net/address.js';
import { linkLayerAddress } from '../../net/link-layer-address.js';
import { prefixOf } from '../../net/prefix.js';
import { BEHIND, BEHIND_GLOBAL, FAR_PEER, NEAR_PEER, NEAR_ROUTER, type RouterBench } from '../../router-bench.js';
import { milliseconds, seconds } from '../../time.js';
import { fragment } from '../../wire/extension-headers.js';
import { frame, layer } from '../../wire/frame.js';
import { echoRequest } from '../../wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../wire/ipv6.js';
import { cut, linkPadding, type LayerDraft } from '../../wire/layer-draft.js';
import { redirect, Redirect, routerAdvertisement, RouterAdvertisement, routerSolicitation } from '../../wire/nd.js';
import { sourceLinkLayerAddress, targetLinkLayerAddress, unknownOption } from '../../wire/nd-options.js';
import { NodeInformationReply, nodeInformationQuery, QTYPE } from '../../wire/node-information.js';
import type { DiscardReason } from '../discard-reasons.js';

/** As for hosts: a packet that breaks one rule of a router, and how it shows that the rule was not enforced. */
export interface RouterRuleBreakingPacket {
  readonly send: (bench: RouterBench) => void;
  readonly shows: (bench: RouterBench) => boolean;
}

const NEW = address('fe80::c');
const NEW_MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x0c]);

const transit =
  (destination: Address, header: Parameters<typeof ipv6>[0] = {}, octets = 8) =>
  (bench: RouterBench): void => {
    bench.send(destination, [ipv6({ source: NEAR_PEER, destination, ...header }), echoRequest({ data: new Uint8Array(octets) })]);
    bench.advance(milliseconds(1));
  };

/** To a group, where a route sends all of them on. */
const toGroup =
  (group: string) =>
  (bench: RouterBench): void => {
    bench.node.command({ kind: 'add-multicast-route', link: 'link0', groups: prefixOf(address('ff00::'), 8), to: ['link1'] });
    transit(address(group))(bench);
  };

const crossed = (bench: RouterBench): boolean => bench.heardFar.some(({ line }) => line.includes('echo request'));

const redirects = (bench: RouterBench): number => bench.heard.filter(({ decoded }) => layer(decoded, Redirect) !== undefined).length;

const knows = (neighbor: Address) => (bench: RouterBench) =>
  bench.node.interfaces()[0]!.neighbors.some((n) => String(n.address) === String(neighbor));

const ALL_ROUTERS = address('ff02::2');
const ALL_ROUTERS_OF_THE_SITE = address('ff05::2');
const slla = sourceLinkLayerAddress(NEW_MAC);

/** From a node that is not known yet: no link-layer address is learned from a message that is discarded. */
const rs =
  (
    change: Parameters<typeof routerSolicitation>[0] = {},
    header: Parameters<typeof ipv6>[0] = {},
    before: readonly LayerDraft[] = [],
    shape: (message: LayerDraft) => readonly LayerDraft[] = (message) => [message],
  ) =>
  (bench: RouterBench): void => {
    const message = routerSolicitation({ options: [slla], ...change });
    bench.send(ALL_ROUTERS, [ipv6({ source: NEW, destination: ALL_ROUTERS, ...header }), ...before, ...shape(message)]);
    bench.advance(milliseconds(1));
  };

const SHORTENED = 4;

/** What the message lacks stands behind its end, where a careless reader finds it. */
function shortened(message: LayerDraft): readonly LayerDraft[] {
  const rest = frame(ipv6({ source: NEW, destination: ALL_ROUTERS }), message).packet.subarray(IPV6_HEADER_OCTETS + SHORTENED);
  return [cut(message, SHORTENED), linkPadding(rest)];
}

const advertisements = (bench: RouterBench): number =>
  bench.heard.filter(({ decoded }) => layer(decoded, RouterAdvertisement) !== undefined).length;

const AT_ONCE = 30;
const BURST = 10;

export const ROUTER_RULE_BREAKING_PACKETS: Readonly<Partial<Record<DiscardReason, RouterRuleBreakingPacket>>> = {
  'forward-source-unspecified': { send: transit(FAR_PEER, { source: UNSPECIFIED }), shows: crossed },
  'forward-hop-limit': { send: transit(FAR_PEER, { hopLimit: 1 }), shows: crossed },
  'forward-source-link-local': { send: transit(FAR_PEER, { source: NEW }), shows: crossed },
  'forward-too-big': { send: transit(FAR_PEER, {}, 1400), shows: crossed },
  'forward-group-scope': { send: toGroup('ff02::1:2'), shows: crossed },
  'forward-group-zone': { send: toGroup('ff03::1:2'), shows: crossed },
  'redirect-to-remote': {
    // The way back to the sender is known, so that nothing but the rule stops the Redirect.
    send: transit(address('2001:db8:0:a::c'), { source: BEHIND }),
    shows: (bench) => knows(NEAR_ROUTER)(bench),
  },
  'redirect-target-unknown': { send: transit(BEHIND_GLOBAL), shows: (bench) => redirects(bench) > 0 },
  'redirect-rate': {
    send: (bench) => Array.from({ length: AT_ONCE }, () => transit(NEAR_PEER)(bench)),
    shows: (bench) => redirects(bench) > BURST,
  },
  'redirect-on-router': {
    send(bench) {
      const [to] = bench.node.interfaces()[0]!.addresses;
      transit(BEHIND)(bench);
      bench.send(to!.address, [
        ipv6({ source: NEAR_ROUTER, destination: to!.address }),
        redirect({ target: NEW, destination: BEHIND, options: [targetLinkLayerAddress(NEW_MAC)] }),
      ]);
    },
    shows: knows(NEW),
  },
  'forward-blackholed': {
    send(bench) {
      bench.node.command({ kind: 'add-route', link: 'link0', prefix: prefixOf(BEHIND, 128), blackhole: true });
      transit(BEHIND)(bench);
    },
    shows: (bench) => bench.heard.some(({ decoded }) => decoded.layers.some(({ name }) => name === 'destinationUnreachable')),
  },
  'rs-fragmented': { send: rs({}, { hopLimit: 255 }, [fragment({})]), shows: knows(NEW) },
  'rs-hop-limit': { send: rs({}, { hopLimit: 254 }), shows: knows(NEW) },
  'rs-checksum': { send: rs({ checksum: 1 }), shows: knows(NEW) },
  'rs-code': { send: rs({ code: 1 }), shows: knows(NEW) },
  'rs-length': { send: rs({}, {}, [], shortened), shows: knows(NEW) },
  'rs-option-length': { send: rs({ options: [slla, { ...unknownOption({ type: 200 }), length: 0 }] }), shows: knows(NEW) },
  'rs-unspecified-link-layer-address': {
    send(bench) {
      bench.node.command({ kind: 'advertise', link: 'link0', configuration: {} });
      bench.advance(seconds(10));
      bench.forget();
      rs({}, { source: UNSPECIFIED })(bench);
      bench.advance(seconds(1));
    },
    shows: (bench) => advertisements(bench) > 0,
  },
  'ra-on-router': {
    send: (bench) =>
      bench.send(address('ff02::1'), [
        ipv6({ source: NEW, destination: address('ff02::1') }),
        routerAdvertisement({ routerLifetime: 1800, options: [sourceLinkLayerAddress(NEW_MAC)] }),
      ]),
    shows: (bench) => bench.node.interfaces()[0]!.routers.length > 0,
  },
  'ni-destination': {
    send(bench) {
      const { address: subject } = bench.node.interfaces()[0]!.addresses[0]!;
      const destination = ALL_ROUTERS_OF_THE_SITE;
      bench.send(destination, [
        ipv6({ source: NEAR_PEER, destination }),
        nodeInformationQuery({ code: 0, qtype: QTYPE.nodeName, data: subject }),
      ]);
      bench.advance(seconds(20));
    },
    // Even a refusal is a reply: the query comes from a global-scope address.
    shows: (bench) => bench.heard.some(({ decoded }) => layer(decoded, NodeInformationReply) !== undefined),
  },
};
