import '../ledger/ledger.js';
import { destinationOptions, hopByHop } from '../../reference/wire/extension-headers.js';
import type { LayerDraft } from '../../reference/wire/frame.js';
import {
  pad1,
  padN,
  routerAlert,
  tunnelEncapsulationLimit,
  unknownIpv6Option,
  type Ipv6OptionDraft,
} from '../../reference/wire/ipv6-options.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { expectOutcome, outcomeInWords, UNRECOGNIZED_OPTION, type Outcome } from './outcomes.js';
import { echoBehind, linkLocalEnds } from './probes.js';

interface OptionRow {
  readonly requirement: string;
  readonly title: string;
  readonly headers: readonly LayerDraft[];
  readonly outcome: Outcome;
}

const row = (requirement: string, outcome: Outcome, title: string, ...headers: readonly LayerDraft[]): OptionRow => ({
  requirement,
  title,
  headers,
  outcome,
});
const hop = (...options: readonly Ipv6OptionDraft[]): LayerDraft => hopByHop({ options });
const dst = (...options: readonly Ipv6OptionDraft[]): LayerDraft => destinationOptions({ options });
const unknown = (type: number, octets = 4): Ipv6OptionDraft => unknownIpv6Option(type, new Uint8Array(octets));
const pads = (count: number): readonly Ipv6OptionDraft[] => Array.from({ length: count }, pad1);
const reportedAt = (at: string): Outcome => ({ code: UNRECOGNIZED_OPTION, at });

/** Assigned to nothing, whatever the two highest bits say. */
const [SKIP, DISCARD, REPORT, REPORT_UNICAST] = [0x1b, 0x5b, 0x9b, 0xdb];

const rows: Readonly<Record<string, OptionRow>> = {
  'pad1-hop-by-hop': row('opt-pad1-hbh', 'reply', 'six Pad1 in Hop-by-Hop Options', hop(...pads(6))),
  'padn-hop-by-hop': row('opt-padn-hbh', 'reply', 'PadN of six octets in Hop-by-Hop Options', hop(padN(6))),
  'padn-empty-hop-by-hop': row('opt-padn-hbh', 'reply', 'PadN without data, thrice, in Hop-by-Hop Options', hop(padN(2), padN(2), padN(2))),
  'pad1-destination': row('opt-pad1-dst', 'reply', 'six Pad1 in Destination Options', dst(...pads(6))),
  'padn-destination': row('opt-padn-dst', 'reply', 'PadN of six octets in Destination Options', dst(padN(6))),
  'pad1-and-padn-destination': row('opt-padn-dst', 'reply', 'Pad1 and PadN in turn in Destination Options', dst(pad1(), padN(4), pad1())),

  'eight-options': row('opt-count-limit', 'reply', 'eight options to be skipped', dst(...Array.from({ length: 8 }, () => unknown(SKIP)))),
  'thousand-octets': row(
    'opt-exthdr-length-limit',
    'reply',
    'options to be skipped of a thousand octets in all',
    dst(...Array.from({ length: 5 }, () => unknown(SKIP, 200))),
  ),

  'full-octet-41': row('opt-type-full-octet', 'silence', 'option 0x41, which is not PadN', dst(unknown(0x41))),
  'full-octet-45': row('opt-type-full-octet', 'silence', 'option 0x45, which is not Router Alert', hop(unknown(0x45, 2))),
  'full-octet-81': row(
    'opt-type-full-octet',
    reportedAt('destinationOptions.options[0].type'),
    'option 0x81, which is not PadN',
    dst(unknown(0x81)),
  ),
  'full-octet-84': row(
    'opt-type-full-octet',
    reportedAt('destinationOptions.options[0].type'),
    'option 0x84, which is not Tunnel Encapsulation Limit',
    dst(unknown(0x84, 1)),
  ),
  'full-octet-c0': row(
    'opt-type-full-octet',
    reportedAt('destinationOptions.options[0].type'),
    'option 0xc0, which is not Pad1',
    dst(unknown(0xc0)),
  ),

  'order-01-first': row(
    'opt-order-01-first',
    'silence',
    'options that say skip, discard, report, in that order',
    dst(unknown(SKIP), unknown(DISCARD), unknown(REPORT), unknown(REPORT_UNICAST)),
  ),
  'order-10-first': row(
    'opt-order-10-first',
    reportedAt('destinationOptions.options[1].type'),
    'options that say skip, report, discard, in that order',
    dst(unknown(SKIP), unknown(REPORT), unknown(DISCARD), unknown(REPORT_UNICAST)),
  ),
  'order-11-first': row(
    'opt-order-11-first',
    reportedAt('destinationOptions.options[1].type'),
    'options that say skip, report unless multicast, report, in that order',
    dst(unknown(SKIP), unknown(REPORT_UNICAST), unknown(REPORT), unknown(DISCARD)),
  ),
  'order-01-first-hop-by-hop': row(
    'opt-order-01-first',
    'silence',
    'Hop-by-Hop options that say skip, discard, report, in that order',
    hop(unknown(SKIP), unknown(DISCARD), unknown(REPORT), unknown(REPORT_UNICAST)),
  ),
  'order-10-first-hop-by-hop': row(
    'opt-order-10-first',
    reportedAt('hopByHop.options[1].type'),
    'Hop-by-Hop options that say skip, report, discard, in that order',
    hop(unknown(SKIP), unknown(REPORT), unknown(DISCARD), unknown(REPORT_UNICAST)),
  ),
  'order-of-headers': row(
    'opt-order-01-first',
    'silence',
    'an option to be discarded in Hop-by-Hop, one to be reported in Destination Options',
    hop(unknown(DISCARD)),
    dst(unknown(REPORT)),
  ),

  'pointer-after-padding': row(
    'opt-unknown-pointer',
    reportedAt('destinationOptions.options[3].type'),
    'an option to be reported after padding',
    dst(pad1(), padN(3), pad1(), unknown(REPORT)),
  ),
  'pointer-second-header': row(
    'opt-unknown-pointer',
    reportedAt('destinationOptions[1].options[1].type'),
    'an option to be reported in the third header',
    hop(padN(6)),
    dst(padN(6)),
    dst(padN(4), unknown(REPORT)),
  ),

  'router-alert': row('opt-router-alert-known', 'reply', 'Router Alert', hop(routerAlert(0), padN(2))),
  'router-alert-rsvp': row('opt-router-alert-known', 'reply', 'Router Alert of RSVP', hop(routerAlert(1), padN(2))),
  'router-alert-unknown': row('opt-router-alert-unknown-value', 'reply', 'Router Alert of value 0x8000', hop(routerAlert(0x8000), padN(2))),
  'tunnel-encapsulation-limit': row(
    'opt-tel-ignored-endnode',
    'reply',
    'Tunnel Encapsulation Limit',
    dst(tunnelEncapsulationLimit(4), padN(3)),
  ),
};

suite('Options of IPv6', () => {
  for (const [name, { requirement, title, headers, outcome }] of Object.entries(rows))
    conformance({
      id: `ipv6.options.${name}`,
      title: `${title}: ${outcomeInWords(outcome)}`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        await expectOutcome(t, title, echoBehind(t, linkLocalEnds(t), headers), outcome);
      },
    });
});
