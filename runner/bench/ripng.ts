import type { Outcome } from './figure.js';
import { runWorker } from './processes.js';
import { drawnRoutes, INTERVAL_S, ROUTES, UPDATES } from './ripng/exchange.js';
import { liveExchange, type LiveCost } from './ripng/live-exchange.js';
import { LIVE_ROUTERS, type LiveRouter } from './ripng/live-routers.js';
import type { ExchangeCost } from './ripng/memory-exchange.js';
import type { Convergence } from './ripng/memory-line.js';
import type { MemoryResult } from './ripng/memory-worker.js';

const UNIT = 'ms of CPU per 1,000 routes';

/**
 * 10,000 RIPng routes: how soon three routers in a row agree on them, and what a router takes that a neighbour tells them:
 * to learn them and tell of them, then in regular updates. Ours in memory and live, and those of others at the same place.
 */
export async function benchRipng(): Promise<readonly Outcome[]> {
  const { exchanges, convergences } = await runWorker<MemoryResult>('ripng/memory-worker', []);
  const outcomes = [...convergenceFigures(convergences), ...memoryFigures(exchanges)];
  for (const router of LIVE_ROUTERS) outcomes.push(...(await liveFigures(router)));
  return outcomes;
}

function convergenceFigures(convergences: readonly Convergence[]): readonly Outcome[] {
  const figure = (name: string, of: (one: Convergence) => number): Outcome => {
    const sorted = convergences.map(of).sort((a, b) => a - b);
    const [least = NaN, most = NaN] = [sorted[0], sorted.at(-1)];
    const note = `${sorted.length} seeds, from ${least.toFixed(3)} to ${most.toFixed(3)} s`;
    return { name, value: sorted[sorted.length >> 1] ?? NaN, unit: 's of virtual time', note };
  };
  const what = `${ROUTES.toLocaleString('en')} RIPng routes, three routers`;
  return [
    figure(`${what} that start`, ({ startS }) => startS),
    figure(`${what}, routes lost`, ({ lossS }) => lossS),
    figure(`${what}, routes back`, ({ returnS }) => returnS),
  ];
}

function memoryFigures([first, ...later]: readonly ExchangeCost[]): readonly Outcome[] {
  if (first === undefined) throw new Error('the exchange was not measured');
  const least = (of: (one: ExchangeCost) => number): number => Math.min(...later.map(of));
  const compiled = {
    ...first,
    learningMs: least(({ learningMs }) => learningMs),
    refreshingMs: least(({ refreshingMs }) => refreshingMs),
  };
  const figures = (name: string, { learningMs, learningUpdates, refreshingMs, told }: ExchangeCost): readonly Outcome[] => [
    learned(name, learningMs, learningUpdates, 'no frames on a real link'),
    refreshed(name, refreshingMs, UPDATES * ROUTES, told, ''),
  ];
  return [...figures('sixproof in memory', first), ...figures('sixproof in memory, compiled', compiled)];
}

async function liveFigures(router: LiveRouter): Promise<readonly Outcome[]> {
  const because = process.getuid?.() === 0 ? router.missing() : 'it needs root';
  if (because !== undefined) return [{ name: `RIPng: ${router.name}`, because }];
  try {
    return figuresOf(router.name, await liveExchange(router, drawnRoutes(ROUTES)));
  } catch (error) {
    return [{ name: `RIPng: ${router.name}`, because: (error as Error).message }];
  }
}

function figuresOf(name: string, { learning, learningUpdates, refreshing, told, received, lost }: LiveCost): readonly Outcome[] {
  const loss = lost === 0 ? '' : `${lost} messages lost; `;
  return [
    learned(name, total(learning), learningUpdates, parts(learning)),
    refreshed(name, total(refreshing), received, told, `${loss}${parts(refreshing)}`),
  ];
}

const total = (times: ReadonlyMap<string, number>): number => [...times.values()].reduce((sum, ms) => sum + ms, 0);

const parts = (times: ReadonlyMap<string, number>): string => [...times].map(([name, ms]) => `${name} ${Math.round(ms)} ms`).join(', ');

const learned = (name: string, ms: number, updates: number, note: string): Outcome => ({
  name: `RIPng, learned and told: ${name}`,
  value: (ms * 1_000) / ROUTES,
  unit: UNIT,
  note: `${updates === 1 ? '1 update' : `${updates} updates`}; ${note}`,
});

const refreshed = (name: string, ms: number, received: number, told: number, note: string): Outcome => ({
  name: `RIPng, refreshed every ${INTERVAL_S} s: ${name}`,
  value: (ms * 1_000) / received,
  unit: UNIT,
  note: [`${count(received)} received, ${count(told)} told`, note].filter(Boolean).join('; '),
});

const count = (routes: number): string => routes.toLocaleString('en');
