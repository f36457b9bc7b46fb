import { expect } from 'chai';
import fc from 'fast-check';
import { address, ALL_NODES } from '../net/address.js';
import { decodeFrame, decodePacket } from './decode-frame.js';
import { ethernet } from './ethernet.js';
import { MESSAGES, OPTION_FAMILIES } from './catalogue.js';
import { fragment, routing0, routing2, routing4, routingUnknown, hopByHop } from './extension-headers.js';
import { frame } from './frame-draft.js';
import { destinationUnreachable, echoRequest, packetTooBig, parameterProblem, unknownIcmpv6 } from './icmpv6.js';
import { ipv6 } from './ipv6.js';
import { raw, type LayerDraft } from './layer-draft.js';
import { multicastListenerReport2, multicastListenerQuery } from './mld.js';
import { neighborAdvertisement, prefixInformation, routerAdvertisement, routerSolicitation } from './nd.js';
import { notation, summaryOf } from './notation.js';
import { routerRenumberingCommand, routerRenumberingResult } from './router-renumbering.js';
import { SPECIMENS } from './specimens.js';
import { udp } from './udp.js';

const A = address('fe80::1');
const GROUP = address('ff02::db8:1');
const line = (...layers: readonly LayerDraft[]): string =>
  notation(decodePacket(frame(ipv6({ source: A, destination: ALL_NODES }), ...layers).octets));

describe('notation', () => {
  const rows: readonly (readonly [string, readonly LayerDraft[]])[] = [
    ['RS', [routerSolicitation({})]],
    [
      'RA M=0 O=1 lifetime 1800 | prefix 2001:db8:1::/64 LA 2592000/604800',
      [routerAdvertisement({ other: true, options: [prefixInformation({ prefix: address('2001:db8:1::') })] })],
    ],
    [
      'RA M=1 O=0 H=1 P=1 preference low lifetime 0 reachable 1 retrans 2 | prefix ::/0 - infinite/0',
      [
        routerAdvertisement({
          managed: true,
          homeAgent: true,
          proxy: true,
          preference: 3,
          routerLifetime: 0,
          reachableTime: 1,
          retransTimer: 2,
          options: [
            prefixInformation({ prefixLength: 0, onLink: false, autonomous: false, validLifetime: 0xffffffff, preferredLifetime: 0 }),
          ],
        }),
      ],
    ],
    ['NA fe80::1 R=0 S=1 O=1', [neighborAdvertisement({ target: A, solicited: true, override: true })]],
    ['echo request id 0x00ff seq 3 0 octets checksum wrong', [echoRequest({ identifier: 255, sequence: 3, checksum: 1 })]],
    ['UDP 1 > 2 3 octets', [udp({ sourcePort: 1, destinationPort: 2, data: new Uint8Array(3) })]],
    [
      'unreachable code 4 (port) [IPv6 fe80::1 > ff02::1 hl 64 | UDP 0 > 0 0 octets]',
      [destinationUnreachable({ code: 4, invokingPacket: frame(ipv6({ source: A, destination: ALL_NODES }), udp({})).packet })],
    ],
    ['unreachable code 99', [destinationUnreachable({ code: 99 })].map((layer) => layer)],
    ['parameter problem code 2 pointer 48', [parameterProblem({ code: 2, pointer: 48 })]],
    [
      'MLDv2 report TO_IN ff02::db8:1 {}, 9 ff02::db8:1 {fe80::1}',
      [
        multicastListenerReport2({
          records: [
            { recordType: 3, multicastAddress: GROUP },
            { recordType: 9, multicastAddress: GROUP, sources: [A] },
          ],
        }),
      ],
    ],
    ['MLD query ::', [multicastListenerQuery({})]],
    [
      'HBH option 30 (4 octets) | fragment 7 offset 16 more | 8 octets of a fragment',
      [
        hopByHop({ options: [{ type: 30, data: new Uint8Array(4) }] }),
        fragment({ identification: 7, fragmentOffset: 2, moreFragments: true }),
        raw(new Uint8Array(8), 58),
      ],
    ],
    ['routing 0 left 1 via fe80::1', [routing0({ segmentsLeft: 1, addresses: [A] })]],
    ['routing 2 left 1 home fe80::1', [routing2({ homeAddress: A })]],
    ['SRH left 0 segments fe80::1', [routing4({ segments: [A] })]],
    ['routing 33 left 5', [routingUnknown({ segmentsLeft: 5, data: new Uint8Array(4) })]],
    [
      'RR command 5.7 TR | change 2001:db8::/32 {2001:db8:1::/48+16} | operation 9',
      [
        routerRenumberingCommand({
          ...{ sequenceNumber: 5, segmentNumber: 7, test: true, resultRequested: true },
          operations: [
            {
              kind: 'changeOperation',
              matchLen: 32,
              matchPrefix: address('2001:db8::'),
              usePrefixes: [{ useLen: 48, keepLen: 16, usePrefix: address('2001:db8:1::') }],
            },
            { opCode: 9 },
          ],
        }),
      ],
    ],
    [
      'RR result 5.7 - 1:2001:db8::/64 on 3 2:B ::/0 on 0',
      [
        routerRenumberingResult({
          ...{ sequenceNumber: 5, segmentNumber: 7 },
          matchReports: [
            { ordinal: 1, matchedLen: 64, interfaceIndex: 3, matchedPrefix: address('2001:db8::') },
            { ordinal: 2, outOfBounds: true },
          ],
        }),
      ],
    ],
    ['ICMPv6 type 250 code 0', [unknownIcmpv6({ type: 250 })]],
  ];

  for (const [expected, layers] of rows) {
    it(expected, () => {
      const hopLimit = /^(RS|RA|NA)/.test(expected) ? 255 : expected.startsWith('MLD') ? 1 : 64;
      const got = line(...layers);
      const end = /^(HBH|routing|SRH)/.test(expected) && !expected.includes('fragment') ? ' | no next header' : '';
      const quoted = /^(unreachable code 99|parameter)/.test(expected) ? ' []' : '';
      expect(got.replace(/ \[0 octets, not understood\]$/, ' []')).to.equal(
        `IPv6 fe80::1 > ff02::1 hl ${hopLimit} | ${expected}${quoted}${end}`,
      );
    });
  }

  it('tells traffic class and flow label when they are not zero', () => {
    const decoded = decodePacket(frame(ipv6({ source: A, destination: A, trafficClass: 0xe0, flowLabel: 0xabc })).octets);
    expect(notation(decoded)).to.equal('IPv6 fe80::1 > fe80::1 hl 64 class 0xe0 flow 0xabc | no next header');
  });

  it('tells where decoding stopped', () => {
    const decoded = decodePacket(frame(ipv6({ source: A, destination: A }), packetTooBig({})).octets.subarray(0, 46));
    expect(notation(decoded)).to.equal(
      'IPv6 fe80::1 > fe80::1 hl 64 | too big mtu ? | truncated at packetTooBig.mtu: 4 octets needed, 2 left',
    );
  });

  it('has words for frames without IPv6', () => {
    expect(notation(decodeFrame(frame(ethernet({ etherType: 0x88cc }), raw(new Uint8Array(8), 0)).octets))).to.equal(
      'Ethernet 00:00:00:00:00:00 > 00:00:00:00:00:00 type 0x88cc',
    );
    expect(notation(decodeFrame(new Uint8Array(3)))).to.equal('truncated at ethernet.destination: 6 octets needed, 3 left');
    expect(notation(decodeFrame(new Uint8Array(3), 999))).to.equal('3 octets, not understood');
  });

  it('knows every message and option', () => {
    for (const message of [...MESSAGES, ...OPTION_FAMILIES.flatMap(({ members, unknown }) => [...members, unknown])]) {
      if (message.name !== 'pad1' && message.name !== 'padN') expect(summaryOf(message, {}), message.name).not.to.equal(message.title);
    }
  });

  it('is one line for any octets', () => {
    const damaged = fc.tuple(fc.constantFrom(...SPECIMENS), fc.nat(), fc.nat(), fc.nat(255)).map(([{ draft }, keep, at, value]) => {
      const octets = draft.octets.slice(0, keep % draft.octets.length);
      if (octets.length > 0) octets[at % octets.length] = value;
      return octets;
    });
    fc.assert(
      fc.property(damaged, (octets) => {
        expect(notation(decodeFrame(octets))).to.match(/^[^\n]+$/);
      }),
      { numRuns: 1500 },
    );
  });
});
