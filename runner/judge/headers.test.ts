import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { destinationOptions, fragment, hopByHop, routing0, routing2 } from '../../reference/wire/extension-headers.js';
import { raw } from '../../reference/wire/frame.js';
import { homeAddress, jumboPayload, pad1, padN, routerAlert } from '../../reference/wire/ipv6-options.js';
import { udp } from '../../reference/wire/udp.js';
import type { Check } from '../../suites/kit/judgement.js';
import { data } from './crafted/messages.js';
import { judgedScene } from './crafted/judged-scene.js';
import type { Scene } from './crafted/scene.js';
import { carry, IDENTIFICATION, inFragments, sendFragment } from './crafted/violations-headers.js';

/** What a rule says of the one node that sends; undefined where it was not asked. */
const said = async (rule: string, play: (s: Scene) => void): Promise<Check | undefined> => (await judgedScene(rule, play))[0];

const TCP = 6;
const atomic = { identification: IDENTIFICATION };
const first = { identification: IDENTIFICATION, moreFragments: true };

describe('the judge of extension headers', () => {
  it('asks nothing of packets without them', async () => {
    const play = (s: Scene): void => carry(s, [udp({ data })]);
    for (const rule of ['hop-by-hop.first', 'extension-headers.order', 'options.padding', 'fragment.not-atomic'])
      expect(await said(`ipv6.${rule}`, play), rule).to.equal(undefined);
  });

  it('passes all of them in the recommended order, Destination Options twice', async () => {
    const play = (s: Scene): void =>
      carry(s, [hopByHop(), destinationOptions(), routing2(), fragment(atomic), destinationOptions(), udp({ data })]);
    for (const rule of ['hop-by-hop.first', 'extension-headers.order', 'routing-header.not-type-0'])
      expect(await said(`ipv6.${rule}`, play), rule).to.include({ verdict: 'pass', kept: 1 });
  });

  it('warns of what comes too often, and fails Hop-by-Hop Options that do', async () => {
    const thrice = (s: Scene): void => carry(s, [destinationOptions(), destinationOptions(), destinationOptions(), udp({ data })]);
    expect(await said('ipv6.extension-headers.order', thrice)).to.include({ verdict: 'warn', broken: 1 });
    const twice = (s: Scene): void => carry(s, [hopByHop(), hopByHop(), udp({ data })]);
    expect(await said('ipv6.hop-by-hop.first', twice)).to.include({ verdict: 'fail' });
  });

  it('lets the Home Address option stand where Mobile IPv6 wants it, and blames nobody for a second Routing header', async () => {
    const home = destinationOptions({ options: [padN(4), homeAddress(address('2001:db8:5::1'))] });
    expect(await said('ipv6.extension-headers.order', (s) => carry(s, [routing2(), home, fragment(atomic), udp({ data })]))).to.include({
      verdict: 'pass',
    });
    const routed = (s: Scene): void => carry(s, [routing2(), routing2(), udp({ data })]);
    expect(await said('ipv6.extension-headers.order', routed)).to.include({ verdict: 'inconclusive', undecided: 1 });
  });

  it('leaves a remark, and no more, on a Routing header of type 0', async () => {
    expect(await said('ipv6.routing-header.not-type-0', (s) => carry(s, [routing0(), udp({ data })]))).to.include({
      verdict: 'pass',
      broken: 1,
    });
  });

  it('takes a single Pad1 and a PadN of zeros for right, and other content for wrong', async () => {
    const padded = (...options: Parameters<typeof padN>[]) => options.map(([octets]) => padN(octets));
    expect(
      await said('ipv6.options.padding', (s) => carry(s, [hopByHop({ options: [routerAlert(), ...padded([2])] }), udp({ data })])),
    ).to.include({ verdict: 'pass', kept: 1 });
    const single = (s: Scene): void =>
      carry(s, [destinationOptions({ options: [pad1(), homeAddress(new Uint8Array(16))] }), udp({ data })]);
    expect(await said('ipv6.options.padding', single)).to.not.include({ verdict: 'warn' });
    const filled = (s: Scene): void =>
      carry(s, [destinationOptions({ options: [{ kind: 'padN', data: Uint8Array.of(0, 0, 1, 0) }] }), udp({ data })]);
    expect(await said('ipv6.options.padding', filled)).to.include({ verdict: 'warn' });
  });

  it('passes a jumbogram that is one', async () => {
    const play = (s: Scene): void => carry(s, [hopByHop({ options: [jumboPayload(65_536)] }), udp({ data })], { payloadLength: 0 });
    for (const rule of ['payload-length.zero', 'fragment-header.absent', 'option.length'])
      expect(await said(`jumbograms.${rule}`, play), rule).to.include({ verdict: 'pass', kept: 1 });
  });
});

describe('the judge of fragments', () => {
  it('passes two that make one packet', async () => {
    const play = (s: Scene): void => {
      sendFragment(s, first, udp({ data: new Uint8Array(56), length: 108 }));
      sendFragment(s, { fragmentOffset: 8 }, new Uint8Array(44));
    };
    for (const [rule, kept] of Object.entries({
      'multiple-of-8': 1,
      'within-packet': 2,
      reserved: 2,
      'whole-chain': 1,
      'not-atomic': 2,
      'no-overlap': 1,
    }))
      expect(await said(`ipv6.fragment.${rule}`, play), rule).to.include({ verdict: 'pass', kept });
    expect(await said('ipv6.fragment.identification', play)).to.equal(undefined);
  });

  it('passes what ends with the last octet that there may be', async () => {
    const play = (s: Scene): void => sendFragment(s, { fragmentOffset: 8_191 }, new Uint8Array(7));
    expect(await said('ipv6.fragment.within-packet', play)).to.include({ verdict: 'pass' });
  });

  it('misses a header that begins in the first fragment and does not end there, of TCP too', async () => {
    const begun = (s: Scene): void => carry(s, [fragment(first), raw(new Uint8Array(16), TCP)]);
    expect(await said('ipv6.fragment.whole-chain', begun)).to.include({ verdict: 'fail' });
    const whole = (s: Scene): void => carry(s, [fragment(first), raw(new Uint8Array(24), TCP)]);
    expect(await said('ipv6.fragment.whole-chain', whole)).to.include({ verdict: 'pass' });
    const unknown = (s: Scene): void => carry(s, [fragment(first), raw(new Uint8Array(8), 200)]);
    expect(await said('ipv6.fragment.whole-chain', unknown), 'an upper layer that nobody knows').to.equal(undefined);
  });

  it('does not take a fragment that was captured twice for another one', async () => {
    const play = (s: Scene): void => [0, 10].forEach((at) => inFragments(s, IDENTIFICATION, 1, at));
    expect(await said('ipv6.fragment.no-overlap', play)).to.include({ verdict: 'pass', kept: 1, undecided: 0 });
    expect(await said('ipv6.fragment.identification', play)).to.equal(undefined);
  });

  it('leaves undecided what a translator may have made of IPv4 packets', async () => {
    const play = (s: Scene): void => {
      sendFragment(s, { identification: 7 }, udp({ data }));
      for (const [n, offset] of [0, 7].entries())
        sendFragment(s, { identification: 8, moreFragments: true, fragmentOffset: offset }, new Uint8Array(64), n);
    };
    expect(await said('ipv6.fragment.no-overlap', play)).to.include({ verdict: 'inconclusive', undecided: 1 });
    expect(await said('ipv6.fragment.not-atomic', play)).to.include({ broken: 0, undecided: 1 });
  });

  it('takes one identification that comes again for chance, two not, and none after half a minute', async () => {
    const again =
      (...seconds: readonly number[]) =>
      (s: Scene): void =>
        seconds.forEach((at, n) => inFragments(s, IDENTIFICATION, n, at * 1_000));
    const { identification } = { identification: 'ipv6.fragment.identification' };
    expect(await said(identification, again(0, 2))).to.include({ verdict: 'inconclusive', undecided: 1 });
    expect(await said(identification, again(0, 2, 4))).to.include({ verdict: 'fail', broken: 1 });
    expect(await said(identification, again(0, 40, 80))).to.equal(undefined);
  });

  it('passes identifications that differ', async () => {
    const play = (s: Scene): void => [0, 1, 2].forEach((n) => inFragments(s, IDENTIFICATION + n, n, n * 10));
    expect(await said('ipv6.fragment.identification', play)).to.include({ verdict: 'pass', kept: 2 });
  });
});
