import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { LINK_TYPE, linuxCooked, linuxCooked2, loopback } from '../../reference/wire/link-headers.js';
import { udp } from '../../reference/wire/udp.js';
import { preparedSource } from './crafted/prepared-source.js';
import { judgeSource } from './judge-captures.js';

const ARPHRD_LOOPBACK = 772;
const NO_MAC = new Uint8Array(6);
const SELF = address('::1');
const SOME_NODE = address('2001:db8::1');

const RULES = [
  { rule: 'ipv6.address.not-loopback', ends: { source: SELF, destination: SELF } },
  { rule: 'ipv6.destination.interface-local', ends: { source: SOME_NODE, destination: address('ff01::1') } },
] as const;

const LOOPBACKS: readonly (readonly [what: string, linkType: number, link: LayerDraft])[] = [
  ['Ethernet, all addresses zero', LINK_TYPE.ethernet, ethernet({ source: NO_MAC, destination: NO_MAC })],
  ['Linux cooked', LINK_TYPE.linuxCooked, linuxCooked({ hardwareType: ARPHRD_LOOPBACK, address: new Uint8Array(8) })],
  ['Linux cooked, version 2', LINK_TYPE.linuxCooked2, linuxCooked2({ hardwareType: ARPHRD_LOOPBACK, address: new Uint8Array(8) })],
  ['BSD loopback', LINK_TYPE.null, loopback()],
];

const LINKS: typeof LOOPBACKS = [
  ['Ethernet', LINK_TYPE.ethernet, ethernet({ source: Uint8Array.of(2, 0, 0, 0, 0, 1), destination: NO_MAC })],
  ['Linux cooked', LINK_TYPE.linuxCooked, linuxCooked({ address: Uint8Array.of(2, 0, 0, 0, 0, 1, 0, 0) })],
];

/** How often the rule was broken; undefined where it was not asked. */
async function brokenIn(rule: string, linkType: number, ...layers: readonly LayerDraft[]): Promise<number | undefined> {
  const { octets } = frame(...layers, udp({ data: new Uint8Array(8) }));
  const outcome = await judgeSource(preparedSource([{ octets, atUs: 0, linkType }]), 'prepared', { complete: false });
  if (!('findings' in outcome)) throw new Error('not judged');
  return outcome.findings.flatMap(({ checks }) => checks).find((check) => check.rule === rule)?.broken;
}

describe('what stays within a node', () => {
  for (const { rule, ends } of RULES) {
    for (const [what, linkType, link] of LOOPBACKS)
      it(`is not asked about on the loopback interface: ${rule}, ${what}`, async () => {
        expect(await brokenIn(rule, linkType, link, ipv6(ends))).to.equal(undefined);
      });
    for (const [what, linkType, link] of LINKS)
      it(`is held against who sends it on a link: ${rule}, ${what}`, async () => {
        expect(await brokenIn(rule, linkType, link, ipv6(ends))).to.equal(1);
      });
  }
});
