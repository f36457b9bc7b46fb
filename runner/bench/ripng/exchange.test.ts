import { expect } from 'chai';
import { prefixKey, prefixOf } from '../../../reference/net/prefix.js';
import { address } from '../../../reference/net/address.js';
import { decodeFrame, frame, layer } from '../../../reference/wire/frame.js';
import { ethernet } from '../../../reference/wire/ethernet.js';
import { Ipv6, ipv6 } from '../../../reference/wire/ipv6.js';
import { Ripng, ripng, type RipngDraft } from '../../../reference/wire/ripng.js';
import { Udp, udp } from '../../../reference/wire/udp.js';
import { drawnRoutes, Listener, MTU, updateFrames } from './exchange.js';
import { memoryExchange } from './memory-exchange.js';
import { MemoryLine } from './memory-line.js';

const ETHERNET_HEADER = 14;
const routes = drawnRoutes(200);

const heardBy = (listener: Listener, message: RipngDraft): Listener => {
  listener.hear(frame(ethernet(), ipv6(), udp({ sourcePort: 521, destinationPort: 521 }), ripng(message)).octets);
  return listener;
};

describe('bench: the RIPng exchange', function () {
  this.timeout(20_000);

  it('has as many different routes as it says, the same each time', () => {
    expect(new Set(drawnRoutes(5_000).map(prefixKey)).size).to.equal(5_000);
    expect(drawnRoutes(200)).to.deep.equal(routes);
  });

  it('tells of them in messages as large as the MTU lets them be, from port 521 with hop limit 255 (RFC 2080 section 2.1)', () => {
    const frames = updateFrames(routes);
    const decoded = frames.map((octets) => decodeFrame(octets));
    // 72 entries of 20 octets behind headers of 40, 8 and 4 octets are 1,492 octets of 1,500.
    expect(decoded.map((one) => layer(one, Ripng)?.entries.length)).to.deep.equal([72, 72, 56]);
    for (const octets of frames) expect(octets.length - ETHERNET_HEADER).to.be.at.most(MTU);
    for (const one of decoded) {
      expect(one.stopped).to.equal(undefined);
      expect(layer(one, Ipv6)?.hopLimit).to.equal(255);
      expect(layer(one, Udp)).to.include({ sourcePort: 521, destinationPort: 521 });
    }
    const told = decoded.flatMap((one) => layer(one, Ripng)?.entries ?? []);
    expect(told.map(({ prefix, prefixLength }) => prefixKey({ address: prefix, length: prefixLength }))).to.deep.equal(
      routes.map(prefixKey),
    );
  });

  it('counts what the router tells: each time, and different ones; what is unreachable or its own does not count', () => {
    const listener = new Listener(routes.slice(0, 2));
    const entry = (i: number, metric = 4) => ({ prefix: routes[i]?.address ?? address('::'), prefixLength: 64, metric });
    expect(heardBy(listener, { entries: [entry(0, 16)] }).told).to.equal(0);
    const own = prefixOf(address('2001:db8:0:a::'), 64);
    heardBy(listener, { entries: [entry(0), { prefix: own.address, prefixLength: 64, metric: 1 }] });
    expect([heardBy(listener, { entries: [entry(0)] }).told, listener.entries, listener.hasAll]).to.deep.equal([1, 2, false]);
    expect(heardBy(listener, { entries: [entry(1)] }).hasAll).to.equal(true);
  });

  it('knows that RIPng is spoken by a request', () => {
    const listener = new Listener(routes);
    expect(listener.isSpoken).to.equal(false);
    expect(heardBy(listener, { command: 1, entries: [{ metric: 16 }] }).isSpoken).to.equal(true);
    expect(listener.told).to.equal(0);
  });

  it('is had with a router in memory, which tells all of it on its other link', () => {
    const { learningUpdates, told } = memoryExchange(routes);
    expect(learningUpdates).to.equal(1);
    expect(told).to.be.within(4 * routes.length, 12 * routes.length);
  });

  it('is over for three routers in a row when the last one knows: within two regular updates, at once when they run', () => {
    const { startS, lossS, returnS } = new MemoryLine(routes, 1).run();
    expect(startS).to.be.within(1, 2 * 45);
    expect(lossS).to.be.within(0.002, 10);
    expect(returnS).to.be.within(0.002, 10);
  });
});
