import { FAR_END, LINE_ADDRESS, lineBench } from '../line-bench.js';
import type { NodeConfiguration } from '../node.js';
import type { PortsBench } from '../ports-bench.js';
import { milliseconds } from '../time.js';
import { fragment, hopByHop } from '../wire/extension-headers.js';
import { layer } from '../wire/frame.js';
import { EchoReply, echoRequest, ParameterProblem } from '../wire/icmpv6.js';
import { ipv6 } from '../wire/ipv6.js';
import { jumboPayload, padN } from '../wire/ipv6-options.js';
import type { LayerDraft } from '../wire/layer-draft.js';
import type { DiscardReason } from './discard-reasons.js';
import { FEATURES } from './behaviour.js';
import type { RuleBreakingPacketOnLinks } from './links/rule-breaking-packets.js';

const understanding = (over: Partial<NodeConfiguration>): PortsBench =>
  lineBench({ ...over, features: { ...FEATURES.current, jumbograms: true } });

const send =
  (payloadLength: number | undefined, ...layers: readonly LayerDraft[]) =>
  (bench: PortsBench): void => {
    const header = { source: FAR_END, destination: LINE_ADDRESS, ...(payloadLength === 0 && { payloadLength }) };
    bench.send('line0', ipv6(header), ...layers);
  };

/** Hop-by-Hop Options header, Fragment header, Echo Request with data. */
const DATA = 65_536;
const lengthOf = (headers: number): LayerDraft => hopByHop({ options: [jumboPayload(headers + DATA)] });
const large = echoRequest({ data: new Uint8Array(DATA) });

const isAnswered = (bench: PortsBench): boolean => bench.sent('line0').some((decoded) => layer(decoded, EchoReply) !== undefined);
/** Code and pointer of what the sender is told. */
const told = (bench: PortsBench): string | undefined =>
  bench
    .sent('line0')
    .map((decoded) => layer(decoded, ParameterProblem))
    .map((problem) => problem && `code ${problem.code} at ${problem.pointer}`)
    .find((text) => text !== undefined);

export const JUMBOGRAM_RULE_BREAKING_PACKETS: Readonly<Partial<Record<DiscardReason, RuleBreakingPacketOnLinks>>> = {
  'jumbo-not-understood': {
    bench: lineBench,
    send: send(0, hopByHop({ options: [jumboPayload(16)] }), echoRequest()),
    // The option is met instead, which is unknown.
    shows: (bench) => told(bench) === 'code 2 at 42',
  },
  'jumbo-option-missing': {
    bench: understanding,
    send: send(0, hopByHop({ options: [padN(6)] }), echoRequest()),
    // Nothing is left of the packet behind its first header.
    shows: (bench) => told(bench) !== 'code 0 at 4',
  },
  'jumbo-too-short': { bench: understanding, send: send(0, hopByHop({ options: [jumboPayload(16)] }), echoRequest()), shows: isAnswered },
  'jumbo-payload-length': {
    bench: understanding,
    send: send(undefined, hopByHop({ options: [jumboPayload(DATA)] }), echoRequest()),
    shows: isAnswered,
  },
  'jumbo-fragment': { bench: understanding, send: send(0, lengthOf(24), fragment({}), large), shows: (bench) => told(bench) === undefined },
  'jumbogram-too-big': {
    bench: understanding,
    send(bench) {
      bench.node.command({ kind: 'ping', link: 'line0', destination: FAR_END, dataOctets: DATA });
      bench.advance(milliseconds(1));
    },
    shows: (bench) => bench.sent('line0').length > 0,
  },
};
