import { expect } from 'chai';
import { hex } from '../net/octets.js';
import { MESSAGES, OPTION_FAMILIES, RECORDS } from './catalogue.js';
import type { AnyMessage, Message } from './kit/message.js';

const zeros = (octets: number): string => '00'.repeat(octets);

/** What `encode({})` gives, written down from the figures of the RFCs. */
const MESSAGE_DEFAULTS: Readonly<Record<string, string>> = {
  ethernet: `${zeros(12)}86dd`,
  vlanTag: '000086dd',
  pppoeSession: '1 1 00 0000 0002 0057',
  linuxCooked: `0000 0001 0006 ${zeros(8)} 86dd`,
  linuxCooked2: `86dd 0000 00000000 0001 00 06 ${zeros(8)}`,
  loopback: '0000001e',
  ipv6: `6 00 00000 0000 3b 40 ${zeros(32)}`,
  hopByHop: '3b 00 0104 00000000',
  destinationOptions: '3b 00 0104 00000000',
  routing0: '3b 00 00 00 00000000',
  routing2: `3b 02 02 01 00000000 ${zeros(16)}`,
  routing4: '3b 00 04 00 00 00 0000',
  routingUnknown: '3b 00 21 00 00000000',
  fragment: '3b 00 0000 00000000',
  fragmentPayload: '',
  noNextHeader: '',
  unknownUpperLayer: '',
  destinationUnreachable: '01 00 0000 00000000',
  packetTooBig: '02 00 0000 00000500',
  timeExceeded: '03 00 0000 00000000',
  parameterProblem: '04 00 0000 00000000',
  echoRequest: '80 00 0000 0000 0000',
  echoReply: '81 00 0000 0000 0000',
  multicastListenerQuery: `82 00 0000 0000 0000 ${zeros(16)}`,
  multicastListenerQuery2: `82 00 0000 0000 0000 ${zeros(16)} 02 7d 0000`,
  multicastListenerReport: `83 00 0000 0000 0000 ${zeros(16)}`,
  multicastListenerDone: `84 00 0000 0000 0000 ${zeros(16)}`,
  multicastListenerReport2: '8f 00 0000 0000 0000',
  ripng: '02 01 0000',
  routeTableEntry: `${zeros(16)} 0000 00 01`,
  multicastAddressRecord: `04 00 0000 ${zeros(16)}`,
  routerSolicitation: '85 00 0000 00000000',
  routerAdvertisement: '86 00 0000 40 00 0708 00000000 00000000',
  neighborSolicitation: `87 00 0000 00000000 ${zeros(16)}`,
  neighborAdvertisement: `88 00 0000 00000000 ${zeros(16)}`,
  redirect: `89 00 0000 00000000 ${zeros(32)}`,
  routerRenumberingCommand: '8a 00 0000 00000000 00 00 0000 00000000',
  routerRenumberingResult: '8a 01 0000 00000000 00 00 0000 00000000',
  sequenceNumberReset: '8a ff 0000 00000000 00 00 0000 00000000',
  usePrefixPart: `00 00 00 00 00000000 00000000 00000000 ${zeros(16)}`,
  matchReport: `0000 00 00 00000000 ${zeros(16)}`,
  nodeInformationQuery: `8b 01 0000 0000 0000 ${zeros(8)}`,
  nodeInformationReply: `8c 00 0000 0000 0000 ${zeros(8)}`,
  nodeNameReply: `8c 00 0000 0002 0000 ${zeros(8)} 00000000`,
  nodeAddressesReply: `8c 00 0000 0003 0000 ${zeros(8)}`,
  nodeAddress: `00000000 ${zeros(16)}`,
  unknownIcmpv6: 'c8 00 0000',
  udp: '0000 0000 0008 0000',
  arp: `0001 0800 06 04 0001 ${zeros(20)}`,
  ipv4: `45 00 0014 0000 0000 40 3b 7ab0 ${zeros(8)}`,
  icmpv4EchoReply: '00 00 ffff 0000 0000',
  icmpv4DestinationUnreachable: '03 00 fcff 0000 0000',
  icmpv4EchoRequest: '08 00 f7ff 0000 0000',
  icmpv4TimeExceeded: '0b 00 f4ff 00000000',
  unknownIcmpv4: 'c8 00 37ff',
};

const OPTION_DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ipv6Option: {
    pad1: '00',
    padN: '01 00',
    tunnelEncapsulationLimit: '04 01 04',
    routerAlert: '05 02 0000',
    jumboPayload: 'c2 04 00000000',
    homeAddress: `c9 10 ${zeros(16)}`,
    unknownOption: '1e 00',
  },
  segmentRoutingTlv: { pad1: '00', padN: '04 00', hmac: '05 06 0000 00000000', unknownOption: 'ff 00' },
  ndOption: {
    sourceLinkLayerAddress: `01 01 ${zeros(6)}`,
    targetLinkLayerAddress: `02 01 ${zeros(6)}`,
    prefixInformation: `03 04 40 c0 00278d00 00093a80 00000000 ${zeros(16)}`,
    redirectedHeader: `04 01 ${zeros(6)}`,
    mtu: '05 01 0000 000005dc',
    advertisementInterval: '07 01 0000 00000000',
    homeAgentInformation: '08 01 0000 0000 0000',
    nonce: `0e 01 ${zeros(6)}`,
    routeInformation: '18 01 00 00 00000708',
    rdnss: '19 01 0000 00000708',
    dnssl: '1f 01 0000 00000708',
    captivePortal: `25 01 ${zeros(6)}`,
    pref64: `26 02 0708 ${zeros(12)}`,
    unknownOption: `fd 01 ${zeros(6)}`,
  },
  prefixControlOperation: {
    addOperation: `01 03 00 00 00 80 0000 ${zeros(16)}`,
    changeOperation: `02 03 00 00 00 80 0000 ${zeros(16)}`,
    setGlobalOperation: `03 03 00 00 00 80 0000 ${zeros(16)}`,
    unknownOperation: 'ff 01 00 00 00000000',
  },
};

const encoded = (described: AnyMessage): string => hex((described as Message).encode());
const plain = (figure: string | undefined): string | undefined => figure?.replaceAll(' ', '');

describe('the defaults of the RFC figures', () => {
  for (const described of [...MESSAGES, ...RECORDS]) {
    it(described.name, () => expect(encoded(described)).to.equal(plain(MESSAGE_DEFAULTS[described.name])));
  }
  for (const { name, members, unknown } of OPTION_FAMILIES) {
    for (const member of [...members, unknown]) {
      it(`${name} ${member.name}`, () => expect(encoded(member)).to.equal(plain(OPTION_DEFAULTS[name]?.[member.name])));
    }
  }
});
