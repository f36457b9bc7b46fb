import { expect } from 'chai';
import { frame } from '../../reference/wire/frame.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { address, linkLocalAddress } from '../../reference/net/address.js';
import { linkLayerAddress, parseLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { echoProbe, layerNamed } from '../../suites/kit/housekeeping-frames.js';
import { parseAddress } from '../../reference/net/address.js';
import type { CapturedFrame } from '../links/frames.js';
import { openNicPort, type NicPort } from '../links/nic/nic-port.js';
import { openNicSource } from '../links/nic/nic-source.js';
import { keepsTheContract } from '../links/source-contract.js';
import { needs } from './lab-needs.js';
import { startBeside } from './started-program.js';
import { eventually, pause, twoNamespaces, type TwoNamespaces } from './two-namespaces.js';

const EXPERIMENTAL_ETHER_TYPE = 0x88b5;

/** A frame that no kernel takes any notice of, told apart by its number. */
function numberedFrame(no: number, octets = 60): Uint8Array {
  const header = frame(
    ethernet({
      destination: linkLayerAddress([2, 0, 0, 0, 0, 1]),
      source: linkLayerAddress([2, 0, 0, 0, 0, 2]),
      etherType: EXPERIMENTAL_ETHER_TYPE,
    }),
  ).octets;
  const whole = new Uint8Array(octets);
  whole.set(header);
  new DataView(whole.buffer).setUint32(header.length, no);
  return whole;
}

const numberOf = ({ octets }: CapturedFrame): number | undefined =>
  octets[12] === 0x88 && octets[13] === 0xb5 ? new DataView(octets.buffer, octets.byteOffset).getUint32(14) : undefined;

describe('lab: NIC links on a veth pair', function () {
  this.timeout(120_000);
  let bench: TwoNamespaces;
  const open: NicPort[] = [];

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap');
    bench = await twoNamespaces();
    // Only what the lab sends is on the link.
    await bench.inside(bench.kernel, 'sysctl', '-q', '-w', 'net/ipv6/conf/link0/disable_ipv6=1');
  });

  afterEach(() => Promise.all(open.splice(0).map((port) => port.close())));
  after(() => bench?.remove());

  async function openPort(place: TwoNamespaces['ours']): Promise<NicPort> {
    const opened = await openNicPort(place);
    if (!opened.ok) throw new Error(opened.error.detail);
    open.push(opened.value);
    return opened.value;
  }

  describe('as a source of frames', () =>
    keepsTheContract(async () => {
      const expected = [60, 1514, 61, 200].map((octets, i) => numberedFrame(i, octets));
      const opened = await openNicSource(bench.ours);
      if (!opened.ok) throw new Error(opened.error.detail);
      const other = await openPort(bench.kernel);
      for (const octets of expected) other.send(octets);
      await other.drain();
      return { source: opened.value, expected, ends: false };
    }));

  describe('under way', () => {
    it('delivers before a drain ends what had arrived before it began, stamped between the stamps of the send and now', async () => {
      const [ours, other] = [await openPort(bench.ours), await openPort(bench.kernel)];
      const arrived: CapturedFrame[] = [];
      ours.listen(0, (batch) => arrived.push(...batch));
      other.listen(0, () => undefined);
      for (let no = 0; no < 200; no++) {
        const sent = other.send(numberedFrame(no));
        await other.drain();
        await ours.drain();
        const last = arrived.at(-1);
        expect(last && numberOf(last)).to.equal(no);
        expect(last?.at).to.be.at.least(sent.notBefore);
        expect(sent.notAfter).to.be.at.least(sent.notBefore);
      }
    });

    it('loses nothing at the pace of tests, and knows it', async () => {
      const [ours, other] = [await openPort(bench.ours), await openPort(bench.kernel)];
      const before = await ours.counters();
      for (let no = 0; no < 500; no++) {
        other.send(numberedFrame(no));
        if (no % 50 === 0) await ours.drain();
      }
      await other.drain();
      const after = await ours.counters();
      if (before === 'unknown' || after === 'unknown') throw new Error('counters unknown');
      expect(after.received - before.received).to.equal(500);
      expect(after.delivered - before.delivered).to.equal(500);
    });

    it('counts what a flood costs', async () => {
      const opened = await openNicSource(bench.ours);
      if (!opened.ok) throw new Error(opened.error.detail);
      const source = opened.value;
      const other = await openPort(bench.kernel);
      const iterator = source.batches()[Symbol.asyncIterator]();
      for (let no = 0; no < 150_000; no++) {
        other.send(numberedFrame(no));
        if (no % 5_000 === 0) await other.drain();
      }
      await other.drain();
      await source.close();
      let delivered = 0;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) delivered += next.value.length;
      const losses = source.losses();
      console.log(`      flood of 150000: ${delivered} delivered, ${losses} lost`);
      expect(losses).to.equal(150_000 - delivered);
    });

    it('answers the echo of a kernel in microseconds', async function () {
      await bench.inside(bench.kernel, 'sysctl', '-q', '-w', 'net/ipv6/conf/link0/disable_ipv6=0');
      const kernel = await bench.kernelAddress();
      const parsed = parseAddress(kernel.address);
      const mac = parseLinkLayerAddress(kernel.linkLayerAddress);
      if (!parsed.ok || mac === undefined) throw new Error('no address');
      const path = {
        from: linkLocalAddress(address('fe80::1:2:3:4').subarray(8)),
        fromLinkLayer: linkLayerAddress([2, 0, 0, 0, 0, 9]),
        to: parsed.value,
        toLinkLayer: mac,
      };
      await bench.inside(bench.kernel, 'ip', 'neigh', 'replace', 'fe80::1:2:3:4', 'lladdr', '02:00:00:00:00:09', 'dev', 'link0');
      const trips = (await roundTrips(await openPort(bench.ours), (no) => echoProbe(path, 1, no).octets, 6_000))
        .slice(2_000)
        .sort((a, b) => a - b);
      const at = (share: number): number => trips[Math.floor(share * (trips.length - 1))] ?? Infinity;
      console.log(`      echo round trip: median ${at(0.5)} us, 99th percentile ${at(0.99)} us, worst ${at(1)} us`);
      await bench.inside(bench.kernel, 'sysctl', '-q', '-w', 'net/ipv6/conf/link0/disable_ipv6=1');
      // The budget is measured by the benchmark on an idle machine; here a broken wake-up would show.
      expect(at(0.5)).to.be.below(1_000);
    });

    it('survives the device going away and coming back', async () => {
      const ours = await openPort(bench.ours);
      let seen = 0;
      ours.listen(0, (batch) => (seen += batch.filter((one) => numberOf(one) !== undefined).length));
      await bench.inside(bench.kernel, 'ip', 'link', 'set', 'dev', 'link0', 'down');
      ours.send(numberedFrame(1));
      await ours.drain();
      await bench.inside(bench.kernel, 'ip', 'link', 'set', 'dev', 'link0', 'up');
      const other = await openPort(bench.kernel);
      other.send(numberedFrame(2));
      expect(await eventually(() => seen === 1)).to.equal(true);
      expect(ours.problem()).to.equal(undefined);
    });

    it('takes a link that went down for lost, and goes on living', async () => {
      const ours = await openPort(bench.ours);
      const told = new Promise<string>((resolve) =>
        ours.listen(
          0,
          () => undefined,
          (problem) => resolve(problem.detail),
        ),
      );
      await bench.inside(bench.ours, 'ip', 'link', 'set', 'dev', 'link0', 'down');
      expect(await told).to.match(/^link0 in namespace .* went down or was removed$/);
      ours.send(numberedFrame(1));
      await ours.drain();
      expect(await ours.counters()).to.equal('unknown');
      const again = await openNicPort(bench.ours);
      expect(again.ok ? '' : again.error.detail).to.match(/^interface "link0" is down: sudo ip link set link0 up$/);
      await bench.inside(bench.ours, 'ip', 'link', 'set', 'dev', 'link0', 'up');
    });

    it('keeps the buffer of the native module through a flood and garbage collection', async () => {
      const keeper = startBeside(bench.ours.namespace, 'flooded-capture', ['--expose-gc'], 'link0', '60000');
      expect(await keeper.says('open', 20_000), keeper.complaints()).to.equal(true);
      const other = await openPort(bench.kernel);
      let no = 0;
      const isOver = keeper.ended.then((code) => {
        no = Infinity;
        return code;
      });
      while (no < 1_000_000) {
        for (const end = no + 500; no < end; no++) other.send(numberedFrame(no, 60 + (no % 1_400)));
        await other.drain();
      }
      expect(await isOver, keeper.complaints()).to.equal(0);
      console.log(`      ${keeper.lines().at(-1)}`);
    });

    it('takes a link that was deleted for lost', async () => {
      const ours = await openPort(bench.ours);
      const told = new Promise<string>((resolve) =>
        ours.listen(
          0,
          () => undefined,
          (problem) => resolve(problem.kind),
        ),
      );
      await bench.inside(bench.kernel, 'ip', 'link', 'del', 'dev', 'link0');
      expect(await told).to.equal('link-lost');
      const again = await openNicPort(bench.ours);
      expect(again.ok ? '' : again.error.detail).to.equal('interface "link0" does not exist');
      await pause(50);
      expect(await bench.processes(bench.ours)).to.deep.equal([]);
    });
  });
});

/** Each echo request is sent when the reply to the one before was seen; microseconds. */
function roundTrips(port: NicPort, request: (no: number) => Uint8Array, count: number): Promise<number[]> {
  return new Promise((resolve) => {
    const trips: number[] = [];
    let sentAt = 0n;
    const send = (): void => {
      const octets = request(trips.length & 0xffff);
      sentAt = process.hrtime.bigint();
      port.send(octets);
    };
    port.listen(0, (batch) => {
      for (const { octets } of batch) {
        if (!layerNamed(decodeFrame(octets), 'echoReply')) continue;
        trips.push(Number(process.hrtime.bigint() - sentAt) / 1_000);
        if (trips.length >= count) return resolve(trips);
        send();
      }
    });
    send();
  });
}
