import '../ledger/ledger.js';
import { decodePacket, frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { valueAt } from '../../reference/wire/paths.js';
import { UDP_HEADER_OCTETS, udp } from '../../reference/wire/udp.js';
import { errorTo } from '../icmpv6/questions.js';
import { linkLocalEnds } from '../ipv6/probes.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { exchange, requireFragments, requireWhole, sendTooBig } from '../pmtu/large-packets.js';
import { pathTo, usedPath } from '../pmtu/paths.js';
import { anyEchoTo, byEcho, ECHO_PORT, echoing, freshPort, request, serveEcho } from './echo.js';

/** Octets of a packet that fits everywhere. */
const SHORT = 100;

suite('UDP datagrams and the length of their packet', () => {
  conformance({
    id: 'udp.length.shorter-than-packet',
    title: 'a length smaller than the packet ends the datagram, or makes it one to be discarded',
    requirement: 'udp-length-under',
    role: 'node',
    testbed: oneLink,
    ...echoing,
    async run(t) {
      await serveEcho(t);
      const ends = linkLocalEnds(t);
      const ports = { sourcePort: freshPort(t), destinationPort: ECHO_PORT };
      const [all, few] = [t.random.octets(12), 5];
      const short = valueAt(decodePacket(frame(ipv6(ends), udp({ ...ports, data: all.slice(0, few) })).packet), 'udp.checksum');
      const checksum = short.found ? (short.value as number) : 0;
      const asked = request(t, ends, { data: all, fields: { ...ports, checksum, length: UDP_HEADER_OCTETS + few } });
      const sent = await t.send('a datagram that ends before its packet', asked.frame);
      const taken = { ...asked.reply, 'udp.length': UDP_HEADER_OCTETS + few, 'udp.data': all.slice(0, few) };
      const echoed = await t.optionally('the datagram up to its length', taken, { since: sent, within: ANSWER_TIME });
      t.note(echoed ? 'the datagram is taken as its length says' : 'the datagram is discarded');
      await t.expectNone('any other answer, or an error', [anyEchoTo(ends.source), errorTo(ends.source)], {
        since: sent,
        for: ANSWER_TIME,
      });
    },
  });

  conformance({
    id: 'udp.length.zero',
    title: 'a length of zero outside of a jumbogram counts as the whole packet, or makes a datagram to be discarded',
    requirement: 'udp-length-zero-nonjumbo',
    role: 'node',
    testbed: oneLink,
    ...echoing,
    async run(t) {
      await serveEcho(t);
      const ends = linkLocalEnds(t);
      const ports = { sourcePort: freshPort(t), destinationPort: ECHO_PORT };
      const data = t.random.octets(12);
      // RFC 2675 section 4: the pseudo-header has the real length, the field the zero.
      const real = frame(ipv6(ends), udp({ ...ports, data, length: 0 }));
      const asked = request(t, ends, { data, fields: { ...ports, length: 0 } });
      const sent = await t.send('a datagram of length zero', real);
      const echoed = await t.optionally('the whole packet', asked.reply, { since: sent, within: ANSWER_TIME });
      t.note(echoed ? 'zero is taken as RFC 2675 section 4 says' : 'the datagram is discarded, as RFC 768 says of a length below eight');
      await t.expectNone('any other answer, or an error', [anyEchoTo(ends.source), errorTo(ends.source)], {
        since: sent,
        for: ANSWER_TIME,
      });
    },
  });

  for (const octets of [LINK_MTU, 2_000, 9_000])
    conformance({
      id: `udp.length.packet-${octets}`,
      title: `a datagram in a packet of ${octets} octets is answered with one as long, ${octets > LINK_MTU ? 'in fragments' : 'in one packet'}`,
      requirement: 'udp-frag-large',
      role: 'node',
      testbed: oneLink,
      ...echoing,
      async run(t) {
        await serveEcho(t);
        const path = await pathTo(t, 'link-local');
        // RFC 4861 section 7.2.2: of packets that wait for address resolution, few are kept.
        await t.given('the device knows the far end', () => exchange(t, path, SHORT, byEcho));
        const packet = await exchange(t, path, octets, byEcho);
        if (octets > LINK_MTU) requireFragments(t, packet, LINK_MTU);
        else requireWhole(t, packet, octets);
      },
    });

  conformance({
    id: 'udp.length.path-mtu-by-another',
    title: 'a Packet Too Big message about an Echo Reply makes the datagrams to that destination fit as well',
    requirement: 'pmtu-notify-all',
    role: 'node',
    testbed: oneLink,
    actions: [...echoing.actions, 'add-address'],
    async run(t) {
      await serveEcho(t);
      const { path, packet } = await usedPath(t);
      requireWhole(t, await exchange(t, path, LINK_MTU, byEcho), LINK_MTU);
      await sendTooBig(t, path, packet, { mtu: MINIMUM_MTU });
      requireFragments(t, await exchange(t, path, LINK_MTU, byEcho), MINIMUM_MTU);
    },
  });
});
