import { BETWEEN_TWO_NODES, barePacket } from '../links/point-to-point-link.js';
import type { Ipv6Interface, LinkService } from '../services.js';
import type { TunnelConfiguration } from './tunnel-configuration.js';

/** RFC 2473 section 3: a tunnel looks like a line to the node at its other end, on which another protocol is the link layer. */
export const tunnelLink =
  (configuration: TunnelConfiguration) =>
  (iface: Ipv6Interface): LinkService => {
    const { tunnels } = iface.context;
    const tunnel = tunnels.attach(iface, configuration);
    return {
      ...BETWEEN_TWO_NODES,
      kind: 'tunnel',
      encapsulates: true,
      mtu: (linkMtu) => Math.min(linkMtu, tunnels.mtuOf(tunnel)),
      send: (_to, packet) => tunnels.send(tunnel, packet),
      open: barePacket,
      ipv4Mtu: () => Math.min(iface.variables.linkMtu, tunnels.ipv4MtuOf(tunnel)),
      sendIpv4(_nextHop, packet) {
        tunnels.sendIpv4(tunnel, packet);
        return true;
      },
    };
  };
