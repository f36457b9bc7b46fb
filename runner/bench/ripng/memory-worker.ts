import { drawnRoutes, ROUTES } from './exchange.js';
import { memoryExchange, type ExchangeCost } from './memory-exchange.js';
import { MemoryLine, type Convergence } from './memory-line.js';

/** What is measured in virtual time. */
export interface MemoryResult {
  /** The first one compiles. */
  readonly exchanges: readonly ExchangeCost[];
  /** Of several seeds. */
  readonly convergences: readonly Convergence[];
}

const EXCHANGES = 4;
const SEEDS = [1, 2, 3, 4, 5];

const routes = drawnRoutes(ROUTES);
const exchanges = Array.from({ length: EXCHANGES }, () => memoryExchange(routes));
const convergences = SEEDS.map((seed) => new MemoryLine(routes, seed).run());
process.stdout.write(`\n${JSON.stringify({ exchanges, convergences } satisfies MemoryResult)}`);
