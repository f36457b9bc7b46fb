import '../ledger/ledger.js';
import { isLinkLocal, withInterfaceIdentifier } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { addTunnel, inner, sendThrough, throughTunnel, TUNNEL_ACTIONS } from './tunnels.js';

const ADDRESS_UNREACHABLE = 3;

suite('A tunnel is a point-to-point link', () => {
  conformance({
    id: 'tunnel.point-to-point.unassigned',
    title: "a packet from the tunnel for an unassigned address of the tunnel's subnet is not sent back: Destination Unreachable code 3",
    requirement: 'fwd-p2p-pingpong',
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      const nobody = withInterfaceIdentifier(tunnel.prefix.address, t.random.octets(8));
      const packet = inner(t, tunnel.behind, nobody);
      const sent = await sendThrough(t, tunnel, packet);
      const error = {
        ...throughTunnel(tunnel),
        'ipv6[1].version': 6,
        'ipv6[1].source': satisfies<Uint8Array>(
          'an address of the device',
          (source) => isLinkLocal(source) || [tunnel.inside, tunnel.local, ...t.dut.addresses].some((own) => equalOctets(own, source)),
        ),
        'ipv6[1].destination': tunnel.behind,
        'destinationUnreachable.code': ADDRESS_UNREACHABLE,
        'destinationUnreachable.invokingPacket': packet.frame.packet,
      };
      await t.expect('Destination Unreachable through the tunnel', error, { since: sent, within: ANSWER_TIME });
      await t.expectNone('the packet again', { ...throughTunnel(tunnel), ...packet.request }, { since: sent, for: ANSWER_TIME });
    },
  });
});
