import { elapsed, formatDuration, seconds, START, type Instant } from '../../reference/time.js';
import type { LinkOf } from './link-starts.js';
import type { JudgedFrame } from './observe.js';

/** Whoever starts and stops several captures by hand takes that long; and a link may be quiet for a moment. */
const TOGETHER = seconds(10);
const MAX_TOLD = 8;

interface Span {
  readonly link: number;
  first: Instant;
  last: Instant;
}

/** From when to when each of several links was captured, as its frames show. */
export class LinkSpans {
  private readonly byLink = new Map<number, Span>();

  constructor(
    private readonly names: readonly string[],
    readonly linkOf: LinkOf,
  ) {}

  note(batch: readonly JudgedFrame[]): void {
    for (const { interfaceId = 0, at } of batch) {
      const link = this.linkOf(interfaceId);
      const span = this.byLink.get(link) ?? this.begin(link, at);
      if (at < span.first) span.first = at;
      if (at > span.last) span.last = at;
    }
  }

  /** Why the captures may not be of the same time, in one line. */
  doubt(): string | undefined {
    const spans = [...this.byLink.values()];
    const what = spans.length < 2 ? undefined : this.apart(spans);
    return what && `--links is for captures that were taken at the same time, but ${what}: ${this.told(spans)}`;
  }

  private apart(spans: readonly Span[]): string | undefined {
    const alone = spans.find((one) => spans.every((other) => other === one || !overlap(one, other)));
    if (alone) return `the capture of link ${this.nameOf(alone)} shares no time with the others`;
    return areTogether(spans) ? undefined : 'the captures of the links do not begin and end together';
  }

  private told(spans: readonly Span[]): string {
    const shown = spans.slice(0, MAX_TOLD).map((one) => `${this.nameOf(one)} from ${sinceStart(one.first)} to ${sinceStart(one.last)}`);
    return [...shown, ...(spans.length > MAX_TOLD ? [`and ${spans.length - MAX_TOLD} more`] : [])].join(', ');
  }

  private nameOf({ link }: Span): string {
    return this.names[link] as string;
  }

  private begin(link: number, at: Instant): Span {
    const span = { link, first: at, last: at };
    this.byLink.set(link, span);
    return span;
  }
}

const overlap = (a: Span, b: Span): boolean => a.first <= b.last && b.first <= a.last;

function areTogether(spans: readonly Span[]): boolean {
  const [firsts, lasts] = [spans.map(({ first }) => first), spans.map(({ last }) => last)];
  return [firsts, lasts].every((stamps) => Math.max(...stamps) - Math.min(...stamps) <= TOGETHER);
}

const sinceStart = (at: Instant): string => formatDuration(elapsed(START, at));
