import { failed, ok, type Result } from '../../../reference/net/result.js';
import type { Instant } from '../../../reference/time.js';
import type { SendStamp } from '../../../suites/kit/bench.js';
import { monotonicMicroseconds } from '../../clock/monotonic.js';
import type { CapturedFrame, FrameSink, SourceProblem } from '../frames.js';
import { startCaptureProcess, type CaptureProcess, type NicPlace } from './capture-process.js';
import { describeLinkLoss, describeStart } from './problems.js';
import { createStayAwake } from './stay-awake.js';
import {
  FROM_CHILD,
  jsonRecord,
  RecordReader,
  sendRecord,
  TO_CHILD,
  type ChildProblem,
  type ChildQuestion,
  type ChildReply,
} from './records.js';

const START_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 2_000;
const QUIET_ATTEMPTS = 20;

/** Frames that the NIC's own counter has seen and frames that were delivered, at one quiet moment. */
export interface Counters {
  readonly received: number;
  readonly delivered: number;
}

/** An open NIC: raw frames in both directions. */
export interface NicPort extends FrameSink {
  readonly place: NicPlace;
  readonly linkType: number;
  /** Frames go to `receive` from now on, stamped from `zeroUs` of the monotonic clock, numbered from 1. One listener. */
  listen(zeroUs: number, receive: (batch: readonly CapturedFrame[]) => void, onLost?: (problem: SourceProblem) => void): void;
  /** Returns once every frame that had arrived before the call was handed to the listener; at once when the link is lost. */
  drain(): Promise<void>;
  /** `unknown` when the link is lost or never quiet. */
  counters(): Promise<Counters | 'unknown'>;
  /** How late the capture process was at worst since this was asked before, microseconds. */
  takeLateness(): number;
  /** Holds frames back, first in the pipe, then in the NIC's ring; what does not fit there is lost and counted. */
  pause(): void;
  resume(): void;
  problem(): SourceProblem | undefined;
  /** What went wrong with sends since this was asked before. */
  takeSendFailures(): readonly string[];
  close(): Promise<void>;
}

/** Starts the capture process on a NIC; the problem names what is missing and what to type. */
export async function openNicPort(place: NicPlace): Promise<Result<NicPort, SourceProblem>> {
  const port = new OpenPort(place, startCaptureProcess(place));
  const problem = await port.started();
  if (problem === undefined) return ok(port);
  await port.close();
  return failed(problem);
}

class OpenPort implements NicPort {
  linkType = -1;
  private zeroUs = 0;
  private no = 0;
  private receive: (batch: readonly CapturedFrame[]) => void = () => undefined;
  private lost: SourceProblem | undefined;
  private refusal: ChildProblem | undefined;
  private closing = false;
  private batch: CapturedFrame[] = [];
  private sequence = 0;
  private readonly unacknowledged = new Map<number, PendingStamp>();
  private readonly questions = new Map<number, (reply: ChildReply | undefined) => void>();
  private onLost: (problem: SourceProblem) => void = () => undefined;
  private failures: string[] = [];
  private lateUs = 0;
  private whenReady: (() => void) | undefined;
  private readonly awake = createStayAwake(true);
  private readonly exited: Promise<void>;

  constructor(
    readonly place: NicPlace,
    private readonly process: CaptureProcess,
  ) {
    const reader = new RecordReader((kind, body) => this.take(kind, body));
    process.records.on('data', (chunk: Buffer) => this.takeChunk(reader, chunk));
    process.commands.on('error', () => undefined);
    process.records.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      process.child.once('error', (error) => this.ended(error.message, resolve));
      process.child.once('close', (code, signal) => this.ended(signal ?? `exit code ${code}`, resolve));
    });
  }

  async started(): Promise<SourceProblem | undefined> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.whenReady = resolve;
      timer = setTimeout(resolve, START_WITHIN_MS);
    });
    clearTimeout(timer);
    if (this.linkType >= 0) return undefined;
    if (this.lost) return this.lost;
    return this.linkType < 0 && this.refusal === undefined
      ? { kind: 'link-lost', detail: `the capture process for ${this.place.interface} did not start within ${START_WITHIN_MS / 1_000} s` }
      : describeStart(this.place, this.refusal, this.process.complaints());
  }

  listen(
    zeroUs: number,
    receive: (batch: readonly CapturedFrame[]) => void,
    onLost: (problem: SourceProblem) => void = () => undefined,
  ): void {
    this.zeroUs = zeroUs;
    this.no = 0;
    this.receive = receive;
    this.onLost = onLost;
  }

  send(octets: Uint8Array): SendStamp {
    const stamp = pendingStamp(() => this.now());
    if (this.lost) return stamp;
    this.sequence = (this.sequence + 1) >>> 0;
    this.unacknowledged.set(this.sequence, stamp);
    this.process.commands.write(sendRecord(this.sequence, octets));
    this.awake.begin();
    return stamp;
  }

  async drain(): Promise<void> {
    await this.ask('drain');
  }

  async counters(): Promise<Counters | 'unknown'> {
    for (let attempt = 0; attempt < QUIET_ATTEMPTS; attempt++) {
      const reply = await this.ask('counters');
      if (reply?.received === undefined) return 'unknown';
      if (reply.received.before === reply.received.after) return { received: reply.received.after, delivered: reply.seen };
    }
    return 'unknown';
  }

  pause(): void {
    this.process.records.pause();
  }

  resume(): void {
    this.process.records.resume();
  }

  takeLateness(): number {
    const lateUs = this.lateUs;
    this.lateUs = 0;
    return lateUs;
  }

  takeSendFailures(): readonly string[] {
    const failures = this.failures;
    this.failures = [];
    return failures;
  }

  problem(): SourceProblem | undefined {
    return this.lost;
  }

  async close(): Promise<void> {
    if (!this.closing) {
      this.closing = true;
      this.process.commands.destroy();
      const killer = setTimeout(() => this.process.child.kill('SIGKILL'), STOP_WITHIN_MS);
      void this.exited.then(() => clearTimeout(killer));
    }
    await this.exited;
  }

  private now(): Instant {
    return (monotonicMicroseconds() - this.zeroUs) as Instant;
  }

  private ask(about: ChildQuestion['about']): Promise<ChildReply | undefined> {
    if (this.lost || this.closing) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const token = this.questions.size === 0 ? 1 : Math.max(...this.questions.keys()) + 1;
      this.questions.set(token, resolve);
      this.process.commands.write(jsonRecord(TO_CHILD.question, { token, about } satisfies ChildQuestion));
    });
  }

  /** A pipe that is out of step cannot be put right: the process ends, and with it the link. */
  private takeChunk(reader: RecordReader, chunk: Buffer): void {
    try {
      reader.push(chunk);
    } catch (error) {
      this.refusal = { kind: 'link-lost', detail: (error as Error).message };
      this.process.child.kill('SIGKILL');
    }
    this.flush();
  }

  private take(kind: number, body: Buffer): void {
    if (kind === FROM_CHILD.frame) return this.takeFrame(body);
    if (kind === FROM_CHILD.sent) return this.takeAcknowledgement(body.readUInt32LE(0), body.readDoubleLE(4));
    const told = JSON.parse(body.toString()) as unknown;
    if (kind === FROM_CHILD.reply) this.takeReply(told as ChildReply);
    else if (kind === FROM_CHILD.sendFailed) this.takeFailure(told as { sequence: number; detail: string });
    else if (kind === FROM_CHILD.problem) this.refusal = told as ChildProblem;
    else if (kind === FROM_CHILD.ready) {
      this.linkType = (told as { linkType: number }).linkType;
      this.whenReady?.();
    }
  }

  private takeFrame(body: Buffer): void {
    const octets = body.subarray(8);
    this.batch.push({
      no: ++this.no,
      at: (body.readDoubleLE(0) - this.zeroUs) as Instant,
      direction: 'in',
      linkType: this.linkType,
      octets,
      originalLength: octets.length,
    });
  }

  private flush(): void {
    if (this.batch.length === 0) return;
    this.awake.arrived();
    const batch = this.batch;
    this.batch = [];
    this.receive(batch);
  }

  private takeAcknowledgement(sequence: number, stampUs: number): void {
    this.unacknowledged.get(sequence)?.acknowledge((stampUs - this.zeroUs) as Instant);
    this.unacknowledged.delete(sequence);
  }

  private takeFailure(told: { sequence: number; detail: string }): void {
    this.unacknowledged.delete(told.sequence);
    this.failures.push(`${this.place.interface}: ${told.detail}`);
  }

  /** The frames that the reply speaks of come first: they may stand in the same chunk. */
  private takeReply(reply: ChildReply): void {
    this.flush();
    this.lateUs = Math.max(this.lateUs, reply.lateUs);
    const resolve = this.questions.get(reply.token);
    this.questions.delete(reply.token);
    resolve?.(reply);
  }

  private ended(how: string, resolve: () => void): void {
    const wasReady = this.linkType >= 0;
    if (!this.closing && this.lost === undefined) {
      this.lost = wasReady
        ? describeLinkLoss(this.place, how, this.process.complaints())
        : describeStart(this.place, this.refusal, this.process.complaints() || how);
      this.onLost(this.lost);
    }
    for (const answer of this.questions.values()) answer(undefined);
    this.questions.clear();
    this.whenReady?.();
    resolve();
  }
}

interface PendingStamp extends SendStamp {
  acknowledge(at: Instant): void;
}

/**
 * The frame leaves between the hand-over and the capture process's word that it was sent. Until that word is there the
 * later edge is the present.
 */
function pendingStamp(now: () => Instant): PendingStamp {
  let acknowledged: Instant | undefined;
  return {
    notBefore: now(),
    get notAfter() {
      return acknowledged ?? now();
    },
    acknowledge: (at) => {
      acknowledged = at;
    },
  };
}
