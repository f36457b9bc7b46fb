import { ALL_NODES, ALL_ROUTERS, address, type Address } from '../../net/address.js';
import { NEAR_PEER, type RouterBench } from '../../router-bench.js';
import { milliseconds } from '../../time.js';
import { frame, layer } from '../../wire/frame.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../wire/ipv6.js';
import { cut, linkPadding, type LayerDraft } from '../../wire/layer-draft.js';
import {
  routerRenumberingCommand,
  RouterRenumberingResult,
  routerRenumberingResult,
  type PrefixControlOperationDraft,
  type RouterRenumberingCommandDraft,
} from '../../wire/router-renumbering.js';
import type { DiscardReason } from '../discard-reasons.js';
import type { RouterRuleBreakingPacket } from '../forwarding/rule-breaking-packets.js';

/** Sends a message of Router Renumbering to a router that takes it from anybody. */
function give(bench: RouterBench, layers: readonly LayerDraft[], destination: Address = ALL_ROUTERS): void {
  if (bench.node.recordedSequenceNumber() === undefined) bench.node.command({ kind: 'accept-renumbering', link: 'link0' });
  bench.send(destination, [ipv6({ source: NEAR_PEER, destination }), ...layers]);
  bench.advance(milliseconds(1));
}

const command = (given: RouterRenumberingCommandDraft = {}): LayerDraft =>
  routerRenumberingCommand({ sequenceNumber: 5, resultRequested: true, ...given });

const operation: PrefixControlOperationDraft = { kind: 'addOperation', ordinal: 1, matchLen: 64, matchPrefix: address('2001:db8:0:a::') };

const results = (bench: RouterBench): readonly RouterRenumberingResult[] =>
  bench.heard.flatMap(({ decoded }) => layer(decoded, RouterRenumberingResult) ?? []);

const answered = (bench: RouterBench): boolean => results(bench).length > 0;

const SHORTENED = 12;

/** What the Command lacks stands behind its end, where a careless reader finds it. */
function shortened(message: LayerDraft): readonly LayerDraft[] {
  const rest = frame(ipv6({ source: NEAR_PEER, destination: ALL_ROUTERS }), message).packet.subarray(IPV6_HEADER_OCTETS + SHORTENED);
  return [cut(message, SHORTENED), linkPadding(rest)];
}

export const RENUMBERING_RULE_BREAKING_PACKETS: Readonly<Partial<Record<DiscardReason, RouterRuleBreakingPacket>>> = {
  'renumbering-length': { send: (bench) => give(bench, shortened(command())), shows: answered },
  'renumbering-result': {
    send: (bench) => give(bench, [routerRenumberingResult({ sequenceNumber: 5, resultRequested: true })]),
    shows: answered,
  },
  'renumbering-destination': { send: (bench) => give(bench, [command()], ALL_NODES), shows: answered },
  'renumbering-sequence': {
    send(bench) {
      give(bench, [command()]);
      bench.forget();
      give(bench, [command({ sequenceNumber: 4 })]);
    },
    shows: answered,
  },
  'renumbering-duplicate': {
    send(bench) {
      give(bench, [command()]);
      bench.forget();
      give(bench, [command()]);
    },
    shows: (bench) => results(bench).some(({ processedPreviously }) => !processedPreviously),
  },
  'renumbering-operation-bounds': {
    send: (bench) => give(bench, [command({ operations: [{ ...operation, usePrefixes: [{ useLen: 129 }] }] })]),
    shows: (bench) => results(bench).some(({ matchReports }) => matchReports.some(({ outOfBounds }) => !outOfBounds)),
  },
  'renumbering-prefix-forbidden': {
    send: (bench) =>
      give(bench, [command({ operations: [{ ...operation, usePrefixes: [{ useLen: 64, usePrefix: address('ff3e::') }] }] })]),
    shows: (bench) => results(bench).some(({ matchReports }) => matchReports.some(({ forbidden }) => !forbidden)),
  },
};

/** There is nothing that could be sent. */
export const NO_RENUMBERING_WITHOUT: readonly DiscardReason[] = ['renumbering-source'];
