import { failed, ok, type Result } from '../../../reference/net/result.js';
import { milliseconds } from '../../../reference/time.js';
import type { SendStamp } from '../../../suites/kit/bench.js';
import { monotonicMicroseconds } from '../../clock/monotonic.js';
import type { CapturedFrame, FrameSink, FrameSource, SourceProblem, StampQuality } from '../frames.js';
import type { NicPlace } from './capture-process.js';
import { openNicPort, type Counters, type NicPort } from './nic-port.js';

/** Stamps are taken by the capture process, which wakes this late at worst on an idle machine. */
const STAMPS: StampQuality = { clock: 'process', uncertainty: milliseconds(10) };

/** Frames that may wait for the consumer; then the capture process is held back, and the NIC's ring, and what is lost counts. */
const MOST_WAITING = 65_536;

/** A NIC as a source and sink of frames; the zero of its stamps is the moment of opening. */
export async function openNicSource(place: NicPlace): Promise<Result<FrameSource & FrameSink, SourceProblem>> {
  const opened = await openNicPort(place);
  return opened.ok ? ok(await OpenNic.on(opened.value)) : failed(opened.error);
}

class OpenNic implements FrameSource, FrameSink {
  readonly stamps = STAMPS;
  private waiting: (readonly CapturedFrame[])[] = [];
  private count = 0;
  private wake: () => void = () => undefined;
  private ended = false;
  private closing: Promise<void> | undefined;
  private lost: number | 'unknown' = 'unknown';
  private before: Counters | 'unknown' = 'unknown';

  private constructor(private readonly port: NicPort) {
    port.listen(
      monotonicMicroseconds(),
      (batch) => this.take(batch),
      () => this.end(),
    );
  }

  static async on(port: NicPort): Promise<OpenNic> {
    const nic = new OpenNic(port);
    nic.before = await port.counters();
    return nic;
  }

  async *batches(): AsyncGenerator<readonly CapturedFrame[]> {
    for (;;) {
      const batch = this.waiting.shift();
      if (batch !== undefined) {
        this.count -= batch.length;
        if (this.count < MOST_WAITING / 2) this.port.resume();
        yield batch;
      } else if (this.ended) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  send(octets: Uint8Array): SendStamp {
    return this.port.send(octets);
  }

  problem(): SourceProblem | undefined {
    return this.port.problem();
  }

  /** Known once the source was closed: the NIC's counter is compared then. */
  losses(): number | 'unknown' {
    return this.lost;
  }

  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    this.port.resume();
    const now = await this.port.counters();
    if (now !== 'unknown' && this.before !== 'unknown') {
      this.lost = Math.max(0, now.received - this.before.received - (now.delivered - this.before.delivered));
    }
    await this.port.close();
    this.end();
  }

  private take(batch: readonly CapturedFrame[]): void {
    this.waiting.push(batch);
    this.count += batch.length;
    if (this.count >= MOST_WAITING && this.closing === undefined) this.port.pause();
    this.wake();
  }

  private end(): void {
    this.ended = true;
    this.wake();
  }
}
