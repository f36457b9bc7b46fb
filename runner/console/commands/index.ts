import type { ConsoleCommand } from '../command.js';
import { gifconfig } from './gifconfig.js';
import { helpFor } from './help.js';
import { ifconfig } from './ifconfig.js';
import { ndp } from './ndp.js';
import { netstat } from './netstat.js';
import { ping6 } from './ping6.js';
import { resolver } from './resolver.js';
import { rip } from './rip.js';
import { rip6query } from './rip6query.js';
import { route6d } from './route6d.js';
import { route } from './route.js';
import { rtadd6 } from './rtadd6.js';
import { rtsol } from './rtsol.js';
import { rtsold } from './rtsold.js';
import { sysctl } from './sysctl.js';

const WORKING: readonly ConsoleCommand[] = [
  ndp,
  netstat,
  ifconfig,
  gifconfig,
  route,
  rtadd6,
  ping6,
  rtsol,
  rtsold,
  resolver,
  sysctl,
  rip,
  rip6query,
  route6d,
];

export const COMMANDS: readonly ConsoleCommand[] = [...WORKING, helpFor(WORKING)];
