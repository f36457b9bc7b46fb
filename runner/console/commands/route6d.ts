import { misplacedSpeaker } from '../../../reference/routing/ripng/configured-ripng.js';
import { route6dOptions } from '../../../reference/routing/ripng/route6d-options.js';
import { done, misused, refused, type ConsoleCommand } from '../command.js';
import type { OptionSpec } from '../options.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: 'N', value: 'IF[,IF...]', about: 'leaves interfaces out' },
  { flag: 'L', value: 'PREFIX/LENGTH,IF...', about: 'believes routes within the prefix alone; of ::/0 the default route' },
  { flag: 'O', value: 'PREFIX/LENGTH,IF...', about: 'tells of routes within the prefix alone' },
  { flag: 'A', value: 'PREFIX/LENGTH,IF...', about: 'tells of the prefix in place of routes within it' },
  { flag: 'T', value: 'IF[,IF...]', about: 'tells of a default route alone' },
  { flag: 't', value: 'TAG', about: 'the tag of own routes, decimal, 0 octal or 0x hexadecimal' },
  { flag: 's', about: 'tells of routes set by hand, with split horizon' },
  { flag: 'S', about: 'tells of routes set by hand, without' },
  { flag: 'a', about: 'loses routes set by hand that no neighbour confirms' },
  { flag: 'h', about: 'no split horizon' },
  { flag: 'l', about: 'exchanges site-local prefixes' },
  { flag: 'n', about: 'does not use what it learns' },
  { flag: 'q', about: 'listens, and tells nothing' },
  { flag: 'd', about: 'the node prints the messages' },
  { flag: 'D', about: 'the node prints the messages with their entries' },
  { flag: 'R', value: 'FILE', about: 'the node writes down the routes that come and go' },
];

export const route6d: ConsoleCommand = {
  name: 'route6d',
  summary: 'starts RIPng, anew where it runs, as KAME’s route6d does with these options',
  usage: [
    '[-adDhlnqsS] [-A PREFIX/LENGTH,IF...] [-L PREFIX/LENGTH,IF...] [-N IF...] [-O PREFIX/LENGTH,IF...] [-R FILE] [-T IF...] [-t TAG]',
  ],
  options: OPTIONS,
  examples: ['route6d', 'route6d -L::/0,eth1 -O2001:db8::/48,eth1', 'route6d -N eth2 -s'],
  run(words, { node }) {
    const views = node.interfaces();
    const names = views.filter(({ kind }) => kind !== 'loopback').map(({ name }) => name);
    const read = route6dOptions(words, names, node.behaviour);
    if (!read.ok) throw misused(`route6d: ${read.error}`);
    const isRouter = views.some(({ variables }) => variables.isRouter);
    if (misplacedSpeaker(read.value, isRouter) !== undefined) throw refused('route6d: a host has no routes to advertise; -q has it listen');
    const started = node.programs.startRipng(read.value);
    if (!started.ok) throw refused(`route6d: ${started.error}`);
    return done(`RIPng runs on ${[...read.value.interfaces.keys()].join(', ') || 'no interface'}`);
  },
};
