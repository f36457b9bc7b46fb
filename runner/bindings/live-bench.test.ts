import { expect } from 'chai';
import { ok } from '../../reference/net/result.js';
import { after, milliseconds, ZERO, type Instant } from '../../reference/time.js';
import { BenchFailure } from '../../suites/kit/bench.js';
import type { Adapter } from '../adapters/adapter.js';
import { monotonicMicroseconds } from '../clock/monotonic.js';
import type { CapturedFrame, SourceProblem } from '../links/frames.js';
import type { Counters, NicPort } from '../links/nic/nic-port.js';
import { openLiveBench } from './live-bench.js';

/** A NIC of which the test says what it does. */
class ScriptedPort implements NicPort {
  readonly place = { interface: 'eth1' };
  readonly linkType = 1;
  readonly sent: Uint8Array[] = [];
  count: Counters | 'unknown' = { received: 100, delivered: 40 };
  lost: SourceProblem | undefined;
  failures: string[] = [];
  lateUs = 0;
  private zeroUs = 0;
  private receive: (batch: readonly CapturedFrame[]) => void = () => undefined;
  private onLost: (problem: SourceProblem) => void = () => undefined;

  listen(
    zeroUs: number,
    receive: (batch: readonly CapturedFrame[]) => void,
    onLost: (problem: SourceProblem) => void = () => undefined,
  ): void {
    Object.assign(this, { zeroUs, receive, onLost });
  }
  arrive(...octets: readonly number[]): void {
    const at = (monotonicMicroseconds() - this.zeroUs) as Instant;
    this.receive([{ no: 1, at, direction: 'in', linkType: 1, octets: Uint8Array.from(octets), originalLength: octets.length }]);
  }
  lose(problem: SourceProblem): void {
    this.lost = problem;
    this.onLost(problem);
  }
  send(octets: Uint8Array) {
    this.sent.push(octets);
    const at = (monotonicMicroseconds() - this.zeroUs) as Instant;
    return { notBefore: at, notAfter: at };
  }
  drained = 0;
  drain(): Promise<void> {
    this.drained = this.sent.length;
    return Promise.resolve();
  }
  counters = () => Promise.resolve(this.count);
  takeLateness = (): number => this.lateUs;
  takeSendFailures = (): readonly string[] => this.failures.splice(0);
  problem = (): SourceProblem | undefined => this.lost;
  pause(): void {}
  resume(): void {}
  close = () => Promise.resolve();
}

describe('the bench of a live test', () => {
  const cleanUps: string[] = [];
  let acting: () => void = () => undefined;
  const adapter: Adapter = {
    name: 'scripted',
    actions: new Set(['reset']),
    prepare: () => Promise.resolve(ok(undefined)),
    links: () => new Map(),
    do() {
      acting();
      return Promise.resolve(ok(undefined));
    },
    state: () => Promise.reject(new Error('not asked for')),
    cleanUp() {
      cleanUps.push('cleaned');
      return Promise.resolve(ok(undefined));
    },
    close: () => Promise.resolve(),
  };
  async function open() {
    const port = new ScriptedPort();
    const bench = await openLiveBench({
      name: 'x',
      claims: new Set(),
      adapter,
      ports: new Map([['link0', { port, mtu: 1500 }]]),
      floor: ZERO,
    });
    const link = bench.links.get('link0');
    if (!link) throw new Error('no link');
    return { port, bench, link };
  }

  it('hands over arrivals, stamped from its own zero, and wakes for them', async () => {
    const { port, bench, link } = await open();
    const seen: CapturedFrame[] = [];
    link.onFrames((batch) => seen.push(...batch));
    setTimeout(() => port.arrive(1, 2, 3), 5);
    await bench.clock.waitUntil(() => seen.length > 0, after(bench.clock.now(), milliseconds(60_000)));
    expect(seen[0]?.at).to.be.at.least(milliseconds(4)).and.at.most(bench.clock.now());
    await bench.close();
  });

  it('counts as lost what the NIC counted and nobody delivered, since it was opened', async () => {
    const { port, bench, link } = await open();
    expect(await link.losses()).to.equal(0);
    port.count = { received: 110, delivered: 47 };
    expect(await link.losses()).to.equal(3);
    port.count = 'unknown';
    expect(await link.losses()).to.equal('unknown');
    await bench.close();
  });

  it('refuses a frame that the link cannot carry', async () => {
    const { bench, link, port } = await open();
    expect(() => link.transmit(new Uint8Array(1519))).to.throw(RangeError, '1519 octets does not fit link0');
    link.transmit(new Uint8Array(1518));
    expect(port.sent).to.have.length(1);
    await bench.close();
  });

  it('lets what was sent leave before the device acts', async () => {
    const { bench, link, port } = await open();
    link.transmit(new Uint8Array(60));
    link.transmit(new Uint8Array(60));
    let left = 0;
    acting = () => (left = port.drained);
    await bench.device.do({ kind: 'interface-down', link: 'link0' });
    expect(left).to.equal(2);
    await bench.close();
  });

  it('ends the test as link-lost when the NIC goes away', async () => {
    const { port, bench } = await open();
    setTimeout(() => port.lose({ kind: 'link-lost', detail: 'eth1 went down' }), 5);
    const failure = await bench.clock
      .waitUntil(() => false, after(bench.clock.now(), milliseconds(60_000)))
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(BenchFailure);
    expect(failure).to.include({ code: 'link-lost', message: 'link0: eth1 went down' });
    await bench.close();
  });

  it('takes a send that failed for a fault, unless the link is down', async () => {
    for (const [failure, code] of [
      ['eth1: send: Network is down', 'link-lost'],
      ['eth1: send: Message too long', undefined],
    ] as const) {
      const { port, bench } = await open();
      port.failures = [failure];
      const error = await bench.clock.waitUntil(() => false, after(bench.clock.now(), milliseconds(1))).catch((thrown: unknown) => thrown);
      expect((error as BenchFailure).code).to.equal(code);
      await bench.close();
    }
  });

  it('is the more uncertain the later stamps were taken', async () => {
    const { port, bench } = await open();
    port.lateUs = 30_000;
    await bench.clock.waitUntil(() => false, after(bench.clock.now(), milliseconds(1)));
    expect(bench.clock.uncertainty).to.be.at.least(30_000);
    await bench.close();
  });

  it('cleans the device up at the end, and ends a wait that is still under way', async () => {
    const { bench } = await open();
    cleanUps.length = 0;
    const wait = bench.clock.waitUntil(() => false, after(bench.clock.now(), milliseconds(60_000)));
    expect((await bench.close()).ok).to.equal(true);
    await wait;
    expect(cleanUps).to.deep.equal(['cleaned']);
  });
});
