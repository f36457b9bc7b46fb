import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BIRD, RIPNGD, ZEBRA } from '../../adapters/routing/routing-programs.js';
import { ownFolder } from '../../labs/own-folder.js';
import { startBird, startFrr } from '../../labs/routing-daemons.js';
import { startSixproof } from '../../labs/started-program.js';
import { INTERVAL_S } from './exchange.js';

/** A router that runs in a namespace. */
export interface RunningRouter {
  complaints(): string;
  stop(): Promise<void>;
}

/** A router that the exchange can be had with: RIPng on the links `near` and `far`, with poisoned reverse. */
export interface LiveRouter {
  readonly name: string;
  /** The kernel speaks no IPv6 where it runs: it does so itself. */
  readonly isUserland: boolean;
  /** Why it cannot be measured here. */
  missing(): string | undefined;
  start(namespace: string): Promise<RunningRouter>;
}

const FRR_CONF = [
  ...['near', 'far'].flatMap((link) => [`interface ${link}`, ' ipv6 ripng split-horizon poisoned-reverse']),
  'router ripng',
  ' network near',
  ' network far',
  ` timers basic ${INTERVAL_S} 180 120`,
];

/** Without `protocol kernel` the routes stay in BIRD. */
const birdConf = (installs: boolean): readonly string[] => [
  'log stderr all;',
  'router id 192.0.2.2;',
  'protocol device { scan time 10; }',
  ...(installs ? ['protocol kernel { ipv6 { export where source = RTS_RIP; }; }'] : []),
  'protocol rip ng r {',
  '  ipv6 { import all; export where source = RTS_RIP; };',
  `  interface "near", "far" { update time ${INTERVAL_S}; timeout time 180; garbage time 120; split horizon yes; poison reverse yes; };`,
  '}',
];

const SIXPROOF_CONF = {
  role: 'router',
  interfaces: { near: {}, far: {} },
  ripng: { constants: { UPDATE_INTERVAL: `${INTERVAL_S} s`, UPDATE_OFFSET: `${INTERVAL_S * 500} ms` } },
};

const installed = (name: string, files: readonly string[]): string | undefined => {
  const absent = files.find((file) => !existsSync(file));
  return absent === undefined ? undefined : `${absent} is not installed: sudo apt-get install ${name}`;
};

const bird = (name: string, installs: boolean): LiveRouter => ({
  name,
  isUserland: false,
  missing: () => installed('bird2', [BIRD]),
  start: (namespace) => startBird(namespace, birdConf(installs)),
});

export const LIVE_ROUTERS: readonly LiveRouter[] = [
  { name: 'sixproof node', isUserland: true, missing: () => undefined, start: (namespace) => Promise.resolve(startNode(namespace)) },
  {
    name: 'FRR: ripngd and zebra',
    isUserland: false,
    missing: () => installed('frr', [RIPNGD, ZEBRA]),
    start: (namespace) => startFrr(namespace, FRR_CONF),
  },
  bird('BIRD', true),
  bird('BIRD, kernel left out', false),
];

function startNode(namespace: string): RunningRouter {
  const folder = ownFolder('bench');
  const file = join(folder.path, 'router.yaml');
  writeFileSync(file, JSON.stringify(SIXPROOF_CONF));
  const node = startSixproof(namespace, 'node', '--config', file, '--seed', '1');
  return {
    complaints: () => node.complaints(),
    async stop() {
      await node.end('SIGTERM');
      folder.remove();
    },
  };
}
