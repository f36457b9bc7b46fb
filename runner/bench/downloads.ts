import { address } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { udp } from '../../reference/wire/udp.js';
import { mixedTraffic, type StampedFrame } from './traffic.js';

const HOSTS = 200;
const SERVERS = 20;
const HTTPS = 443;
const FIRST_PORT = 50_000;
const ROUTER = linkLayerAddress([0x02, 0xbe, 0, 0, 0xff, 0xff]);
const large = Uint8Array.from({ length: 1_200 }, (_, i) => i);
const small = Uint8Array.from({ length: 40 }, (_, i) => i);

/** Four datagrams of a download, and one that acknowledges them. */
function flight(number: number): readonly Uint8Array[] {
  const host = linkLayerAddress([0x02, 0xbe, 0, 1, 0, number]);
  const client = address(`2001:db8:be::1:${(number + 1).toString(16)}`);
  const server = address(`2001:db8:f::${((number % SERVERS) + 1).toString(16)}`);
  const ports = { sourcePort: HTTPS, destinationPort: FIRST_PORT + number };
  const data = frame(
    ethernet({ source: ROUTER, destination: host }),
    ipv6({ source: server, destination: client, hopLimit: 57 }),
    udp({ ...ports, data: large }),
  ).octets;
  const acknowledgement = frame(
    ethernet({ source: host, destination: ROUTER }),
    ipv6({ source: client, destination: server }),
    udp({ sourcePort: ports.destinationPort, destinationPort: HTTPS, data: small }),
  ).octets;
  return [data, data, data, data, acknowledgement];
}

/** So many frames of data come between two of the mixed traffic. */
const FRAMES_BETWEEN = 50;
const FRAME_US = 20;

/** A capture as networks give them: hosts that download over QUIC, and one frame in fifty that keeps the link going. Just over 1 kB a frame. */
export function* downloads(frames: number): Generator<StampedFrame> {
  const flights = Array.from({ length: HOSTS }, (_, number) => flight(number)).flat();
  const control: Iterator<StampedFrame, undefined> = mixedTraffic(frames);
  for (let sent = 0; sent < frames; sent++) {
    const atUs = sent * FRAME_US;
    const next = sent % FRAMES_BETWEEN === 0 ? control.next().value : undefined;
    yield { octets: next?.octets ?? (flights[sent % flights.length] as Uint8Array), atUs };
  }
}
