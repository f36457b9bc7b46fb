import { expect } from 'chai';
import { address, ALL_NODES } from '../../reference/net/address.js';
import {
  formatLinkLayerAddress,
  linkLayerAddress,
  multicastLinkLayerAddress,
  type LinkLayerAddress,
} from '../../reference/net/link-layer-address.js';
import {
  decodeFrame,
  ethernet,
  fragment,
  frame,
  ipv6,
  neighborAdvertisement,
  PROTOCOL,
  raw,
  targetLinkLayerAddress,
  udp,
  type LayerDraft,
} from '../../reference/wire/index.js';
import { differences, matches, obstacles, wantedInWords } from './differences.js';
import { absent, between, present } from './match.js';
import type { Neighbor } from './test-context.js';

const mac = linkLayerAddress([2, 0, 0, 0, 0, 1]);
const node = { linkLayerAddress: mac, addresses: [address('fe80::1')] } as unknown as Neighbor;
const NA = neighborAdvertisement({ solicited: true, target: address('fe80::2'), options: [targetLinkLayerAddress(mac)] });
const sent = (to: string, link: LinkLayerAddress = mac, ...upper: LayerDraft[]) =>
  decodeFrame(
    frame(
      ethernet({ source: mac, destination: link }),
      ipv6({ source: address('fe80::2'), destination: address(to) }),
      ...(upper.length > 0 ? upper : [NA]),
    ).octets,
  );

describe('differences', () => {
  it('are none where every named field is as wanted; what is not named is not looked at', () => {
    const match = { 'neighborAdvertisement.solicited': true, 'icmpv6.type': 136, 'ipv6.hopLimit': between(255, 255), echoReply: absent };
    expect(differences(sent('fe80::1'), match)).to.deep.equal([]);
    expect(matches(sent('fe80::1'), match)).to.equal(true);
  });

  it('name path, both values and octets', () => {
    expect(differences(sent('fe80::1'), { 'neighborAdvertisement.override': true, 'ipv6.destination': address('fe80::9') })).to.deep.equal([
      { path: 'neighborAdvertisement.override', wanted: 'true', got: 'false', octets: [58, 1] },
      { path: 'ipv6.destination', wanted: 'fe80::9', got: 'fe80::1', octets: [38, 16] },
    ]);
  });

  it('show long octet strings from where they begin to differ', () => {
    const decoded = sent('fe80::1');
    const payload = decoded.octets.slice(54);
    expect(matches(decoded, { 'ipv6.payload': payload })).to.equal(true);
    payload[20] = 0xff;
    expect(differences(decoded, { 'ipv6.payload': payload })).to.deep.equal([
      {
        path: 'ipv6.payload',
        wanted: '32 octets, from octet 20 on: ff00000202010200',
        got: '32 octets, from octet 20 on: 0000000202010200',
        octets: [74, 8],
      },
    ]);
    expect(differences(decoded, { 'ipv6.payload': payload.subarray(0, 20) })).to.have.length(1);
  });

  it('include fields that are not there, and layers that should not be', () => {
    const match = { 'neighborAdvertisement.options.nonce': present, 'echoReply.identifier': 1, ipv6: absent };
    expect(differences(sent('fe80::1'), match).map(({ path, got }) => [path, got])).to.deep.equal([
      ['neighborAdvertisement.options.nonce', 'absent'],
      ['echoReply.identifier', 'absent'],
      ['ipv6', 'present'],
    ]);
    expect(matches(sent('fe80::1'), match)).to.equal(false);
  });

  it('are worded for the record, alternatives told apart', () => {
    expect(wantedInWords([{ 'icmpv6.type': 1 }, { 'icmpv6.type': between(2, 4) }])).to.deep.equal([
      { path: 'icmpv6.type', value: '1' },
      { path: 'or icmpv6.type', value: '2 to 4' },
    ]);
  });

  it('are not worded where any link-layer address will do, only where one is wanted or a layer is', () => {
    const any = { 'ethernet.source': present, 'ethernet.destination': present };
    expect(wantedInWords([{ ...any, fragment: present }, { 'ethernet.destination': mac }])).to.deep.equal([
      { path: 'fragment', value: 'present' },
      { path: 'or ethernet.destination', value: formatLinkLayerAddress(mac) },
    ]);
  });
});

describe('obstacles', () => {
  const paths = (decoded: ReturnType<typeof sent>, match = {}) => obstacles(decoded, match, [node]).map(({ path }) => path);
  it('are none for a frame that its node takes in', () => {
    expect(paths(sent('fe80::1'))).to.deep.equal([]);
    expect(paths(sent('ff02::1', multicastLinkLayerAddress(ALL_NODES)))).to.deep.equal([]);
    expect(paths(sent('fe80::77', linkLayerAddress([2, 9, 9, 9, 9, 9])))).to.deep.equal([]);
  });
  it('are a wrong checksum, another version, a message cut short', () => {
    expect(paths(sent('fe80::1', mac, neighborAdvertisement({ checksum: 1 })))).to.deep.equal(['neighborAdvertisement.checksum']);
    const other = sent('fe80::1').octets.slice();
    other[14] = 0x50;
    expect(paths(decodeFrame(other))).to.include('ipv6.version');
    const octets = frame(
      ethernet({ source: mac, destination: mac }),
      ipv6({ source: address('fe80::2'), destination: address('fe80::1') }),
      NA,
    ).octets;
    expect(paths(decodeFrame(octets.subarray(0, 70)))).not.to.deep.equal([]);
  });
  it('are not in a message that goes on in the next fragment', () => {
    const whole = frame(udp({ data: new Uint8Array(40) })).octets;
    const first = (moreFragments: boolean) => sent('fe80::1', mac, fragment({ moreFragments }), raw(whole.slice(0, 24), PROTOCOL.udp));
    expect(paths(first(true))).to.deep.equal([]);
    expect(paths(first(false))).to.include('udp');
  });
  it('are link-layer destinations that the node or the group does not have', () => {
    expect(paths(sent('fe80::1', linkLayerAddress([2, 0, 0, 0, 0, 9])))).to.deep.equal(['ethernet.destination']);
    expect(paths(sent('ff02::1', mac))).to.deep.equal(['ethernet.destination']);
  });
  it('are left to a match that names the field', () => {
    const odd = sent('fe80::1', linkLayerAddress([2, 0, 0, 0, 0, 9]), neighborAdvertisement({ checksum: 1 }));
    expect(paths(odd, { 'ethernet.destination': present, 'icmpv6.checksum': 1 })).to.deep.equal([]);
  });
});
