import '../ledger/ledger.js';
import { destinationOptions, hopByHop, routingUnknown } from '../../reference/wire/extension-headers.js';
import type { LayerDraft } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { padN, unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import { UDP_HEADER_OCTETS, udp } from '../../reference/wire/udp.js';
import { ERRONEOUS_FIELD, expectDiscarded, expectProblem, QUOTE_ROOM, UNRECOGNIZED_OPTION } from '../ipv6/outcomes.js';
import { echoBehind, globalEnds, linkLocalEnds, packetOf, send, type Probe } from '../ipv6/probes.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { causes, causing, closedPort, type ErrorCause } from './causes.js';
import { errorTo } from './questions.js';

/** The error about a packet, with the quote that it must have. */
const errorAbout = (probe: Probe, { error }: ErrorCause, quoted: string): Match => ({
  ...error,
  'ipv6.source': probe.destination,
  'ipv6.destination': probe.source,
  [`${quoted}.invokingPacket`]: probe.frame.upTo(QUOTE_ROOM),
});

const actionsFor = { 'link-local': [], global: ['add-address'] } as const;

const reported = {
  'port-unreachable': {
    cause: causes.port,
    message: 'destinationUnreachable',
    requirements: { 'link-local': 'err-port-unreach-udp-ll', global: 'err-port-unreach-udp-gl' },
  },
  'unrecognised-next-header': {
    cause: causes.nh,
    message: 'parameterProblem',
    requirements: { 'link-local': 'err-param-1-ll', global: 'err-param-1-gl' },
  },
} as const;

suite('ICMPv6 errors by cause', () => {
  for (const [name, { cause, message, requirements }] of Object.entries(reported))
    for (const scope of ['link-local', 'global'] as const)
      conformance({
        id: `icmpv6.errors.${name}-${scope}`,
        title: `${cause.title} in a packet to a ${scope} address is reported once`,
        requirement: requirements[scope],
        role: 'node',
        testbed: oneLink,
        actions: actionsFor[scope],
        async run(t) {
          const probe = causing(t, cause, scope === 'global' ? await globalEnds(t) : linkLocalEnds(t));
          const sent = await send(t, cause.title, probe);
          await t.expect('the error', errorAbout(probe, cause, message), { since: sent, within: cause.within });
          await t.expectNone('another error', errorTo(probe.source), { since: sent, for: ANSWER_TIME });
        },
      });

  conformance({
    id: 'icmpv6.errors.packet-discarded',
    title: 'a packet with a wrong field is discarded, whether that is reported or not',
    requirement: 'err-param-discard',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const headers = [routingUnknown({ segmentsLeft: 1, data: new Uint8Array(4) })];
      await expectDiscarded(t, 'Echo Request with segments left', echoBehind(t, linkLocalEnds(t), headers), {
        code: ERRONEOUS_FIELD,
        at: 'routing.routingType',
      });
    },
  });

  conformance({
    id: 'icmpv6.errors.pointer-beyond-quote',
    title: 'the pointer names an octet that the quote does not reach',
    requirement: 'err-param-pointer-beyond',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const skipped = Array.from({ length: 6 }, () => unknownIpv6Option(0x1b, new Uint8Array(200)));
      const options = [...skipped, unknownIpv6Option(0x9b, new Uint8Array(4))];
      const probe = echoBehind(t, linkLocalEnds(t), [destinationOptions({ options })]);
      await expectProblem(t, 'option behind 1200 octets of others', probe, {
        code: UNRECOGNIZED_OPTION,
        at: 'destinationOptions.options[6].type',
      });
    },
  });
});

/** The error that a packet brings; without one the device is not to be judged by its form. */
async function errorOf(t: TestContext, cause: ErrorCause, probe: Probe): Promise<Received> {
  const sent = await send(t, cause.title, probe);
  const wanted = { ...cause.error, 'ipv6.destination': probe.source };
  return (await t.optionally('the error', wanted, { since: sent, within: cause.within })) ?? t.skip('the device does not report this');
}

const LINK_MTU = 1500;
const MINIMUM_MTU = 1280;
const ECHO_HEADER = 8;
const FRAGMENT_HEADER = 8;

const messages = { port: 'destinationUnreachable', nh: 'parameterProblem', opt11: 'parameterProblem', reasm: 'timeExceeded' } as const;
type Reported = keyof typeof messages;

/** Packets that fill the link. */
const large: Readonly<Record<Reported, (t: TestContext) => Probe>> = {
  port: (t) =>
    packetOf(linkLocalEnds(t), [udp({ ...closedPort, data: t.random.octets(LINK_MTU - IPV6_HEADER_OCTETS - UDP_HEADER_OCTETS) })]),
  nh: (t) =>
    packetOf(linkLocalEnds(t), [
      destinationOptions({ options: [padN(6)] }),
      hopByHop({ options: [padN(6)] }),
      largeEcho(t, LINK_MTU - IPV6_HEADER_OCTETS - 16),
    ]),
  opt11: (t) => causing(t, causes.opt11, linkLocalEnds(t), { carried: largeEcho(t, LINK_MTU - IPV6_HEADER_OCTETS - 8) }),
  reasm: (t) => causing(t, causes.reasm, linkLocalEnds(t), { carried: largeEcho(t, LINK_MTU - IPV6_HEADER_OCTETS - FRAGMENT_HEADER) }),
};

const largeEcho = (t: TestContext, octets: number): LayerDraft =>
  echoRequest({ identifier: 0x6c67, sequence: 1, data: t.random.octets(octets - ECHO_HEADER) });

/** Fields that a careless device changes, or loses, before it quotes the packet. */
const unusual = { hopLimit: 37, trafficClass: 0x5a, flowLabel: 0x12345 };

const names: Readonly<Record<Reported, string>> = { port: 'port', nh: 'next-header', opt11: 'option', reasm: 'reassembly' };

suite('ICMPv6 errors: what they carry', () => {
  for (const cause of ['port', 'nh', 'opt11', 'reasm'] as const) {
    const { title } = causes[cause];
    const message = messages[cause];
    const declared = { role: 'node', testbed: oneLink } as const;

    conformance({
      ...declared,
      id: `icmpv6.errors.fills-minimum-mtu-${names[cause]}`,
      title: `the error about ${title} in a large packet is ${MINIMUM_MTU} octets long and quotes what fits`,
      requirement: 'icmp-error-minmtu',
      async run(t) {
        const probe = large[cause](t);
        t.require('length and quote', await errorOf(t, causes[cause], probe), {
          'ipv6.payloadLength': MINIMUM_MTU - IPV6_HEADER_OCTETS,
          [`${message}.invokingPacket`]: probe.frame.upTo(QUOTE_ROOM),
        });
      },
    });

    conformance({
      ...declared,
      id: `icmpv6.errors.quotes-verbatim-${names[cause]}`,
      title: `the error about ${title} quotes the packet as it came`,
      requirement: 'icmp-error-verbatim',
      async run(t) {
        const ends = linkLocalEnds(t);
        const layers = [hopByHop({ options: [padN(6)] }), ...causes[cause].layers(t, ends)];
        const probe = packetOf(ends, layers, unusual);
        t.require('quote', await errorOf(t, causes[cause], probe), { [`${message}.invokingPacket`]: probe.frame.upTo(QUOTE_ROOM) });
      },
    });

    conformance({
      ...declared,
      id: `icmpv6.errors.hop-limit-${names[cause]}`,
      title: `the error about ${title} has hop limit 64`,
      requirement: 'hdr-hl-default-64',
      async run(t) {
        t.require('hop limit', await errorOf(t, causes[cause], causing(t, causes[cause], linkLocalEnds(t))), { 'ipv6.hopLimit': 64 });
      },
    });

    if (message !== 'parameterProblem')
      conformance({
        ...declared,
        id: `icmpv6.errors.unused-zero-${names[cause]}`,
        title: `the unused field of the error about ${title} is zero`,
        requirement: 'icmp-error-unused-zero',
        async run(t) {
          t.require('unused field', await errorOf(t, causes[cause], causing(t, causes[cause], linkLocalEnds(t))), {
            [`${message}.unused`]: 0,
          });
        },
      });
  }
});
