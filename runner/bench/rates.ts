import type { Outcome } from './figure.js';
import type { Cost } from './processes.js';

/** What the work on so many frames took. */
export interface Measured {
  readonly cost: Cost;
  readonly frames: number;
}

const perSecond = ({ cost, frames }: Measured): number => (frames / cost.wallMs) * 1_000;
const perCpuSecond = ({ cost, frames }: Measured): number => (frames / cost.cpuMs) * 1_000;

export const rate = (name: string, measured: Measured): Outcome => ({
  name,
  value: perCpuSecond(measured),
  unit: 'frames per second of CPU',
  note: `${Math.round(perSecond(measured)).toLocaleString('en')} per second by the clock`,
});

/**
 * What the frames behind the part took, by the least that each attempt at whole and part did. Nothing or less of either
 * time, where something else held the processors up: then it was not measured.
 */
export function laterPart(whole: readonly Cost[], part: readonly Cost[], frames: number): Measured {
  const least = (costs: readonly Cost[], time: keyof Cost): number => Math.min(...costs.map((cost) => cost[time]));
  const beyond = (time: keyof Cost): number => least(whole, time) - least(part, time);
  return { cost: { wallMs: beyond('wallMs'), cpuMs: beyond('cpuMs') }, frames };
}

/** By CPU time, of all threads: by the clock a busy machine decides who is quicker. */
export function ratio(what: string, own: Measured, peerName: string, peer: Measured | undefined, budget: number | undefined): Outcome {
  const name = `${what}, against ${peerName}`;
  if (!peer) return { name, because: `${peerName.split(' ')[0]} is not installed` };
  if (own.cost.cpuMs <= 0) return { name, because: 'more frames took no more time: this machine is too busy, or the capture too short' };
  return {
    name,
    value: perCpuSecond(own) / perCpuSecond(peer),
    unit: 'x',
    ...(budget !== undefined && { budget: { atLeast: budget } }),
    note: own.cost.wallMs <= 0 ? 'not to be told by the clock: this machine is too busy' : byClock(perSecond(own) / perSecond(peer)),
  };
}

const byClock = (factor: number): string => `${Number(factor.toPrecision(3))} x by the clock`;
