import type { ConsoleCommand } from '../command.js';
import { gifconfig } from './gifconfig.js';
import { helpFor } from './help.js';
import { ifconfig } from './ifconfig.js';
import { ndp } from './ndp.js';
import { netstat } from './netstat.js';
import { ping6 } from './ping6.js';
import { route } from './route.js';
import { rtadd6 } from './rtadd6.js';
import { rtsol } from './rtsol.js';
import { sysctl } from './sysctl.js';

const WORKING: readonly ConsoleCommand[] = [ndp, netstat, ifconfig, gifconfig, route, rtadd6, ping6, rtsol, sysctl];

export const COMMANDS: readonly ConsoleCommand[] = [...WORKING, helpFor(WORKING)];
