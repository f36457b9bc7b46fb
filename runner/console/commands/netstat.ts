import { misused, type ConsoleCommand } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { routes } from './netstat-routes.js';
import { multicastAnswer } from './netstat-multicast.js';
import { socketsAnswer } from './netstat-sockets.js';
import { PROTOCOLS, statisticsAnswer } from './netstat-statistics.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: 'r', about: 'the routes' },
  { flag: 's', about: 'statistics by protocol; twice without those that are zero' },
  { flag: 'p', value: 'PROTOCOL', about: `statistics of one protocol: ${PROTOCOLS.join(', ')}` },
  { flag: 'a', about: 'the sockets of the node’s programs' },
  { flag: 'g', about: 'the multicast groups of each interface, and multicast routes' },
  { flag: 'n', about: 'numbers for addresses, as always here' },
];

export const netstat: ConsoleCommand = {
  name: 'netstat',
  summary: 'routes, statistics, sockets and multicast groups',
  usage: ['-r', '-s [-p PROTOCOL]', '-a', '-g'],
  options: OPTIONS,
  examples: ['netstat -rn', 'netstat -ss', 'netstat -s -p rfc4293', 'netstat -an', 'netstat -g'],
  run(words, session) {
    const options = parseOptions('netstat', OPTIONS, words);
    if (options.operands.length > 0) throw misused(`netstat: "${options.operands[0]}" is not understood`);
    const protocol = options.value('p');
    const modes = ['r', 'a', 'g'].filter((flag) => options.has(flag));
    const wantsStatistics = options.has('s') || protocol !== undefined;
    if (modes.length + Number(wantsStatistics) !== 1) throw misused('netstat: one of -r, -s, -a and -g');
    if (wantsStatistics) return statisticsAnswer(session.node, protocol, { withoutZeros: options.count('s') > 1 });
    if (options.has('a')) return socketsAnswer(session.node);
    return options.has('r') ? routes(session) : multicastAnswer(session.node);
  },
};
