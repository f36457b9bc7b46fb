import { formatAddress } from '../../../reference/net/address.js';
import type { NodeEvent } from '../../../reference/engine/environment.js';
import { after, seconds } from '../../../reference/time.js';
import { untilAborted, type ConsoleCommand, type Session } from '../command.js';
import { interfaceCalled } from '../names.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { debug, prepareNode, routersText, solicit, solicitedLinks, SOLICITING_OPTIONS } from './rtsol-words.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: '1', about: 'ends when a router has answered on each interface' },
  ...SOLICITING_OPTIONS,
  { flag: 'f', about: 'stays in the foreground, as always here' },
  { flag: 'm', about: 'solicits every minute, for a node that moves and whose NIC does not tell when it was plugged in elsewhere' },
];

/** How often KAME's rtsold solicits on a link whose state it cannot read. */
const PROBE_INTERVAL = seconds(60);

export const rtsold: ConsoleCommand = {
  name: 'rtsold',
  summary: 'solicits routers now and whenever an interface comes up, and tells which answer, until it is interrupted',
  usage: ['[-1dDfFm] [-a | INTERFACE...]'],
  options: OPTIONS,
  examples: ['rtsold -m eth1', 'rtsold -1a'],
  async run(words, session) {
    const options = parseOptions('rtsold', OPTIONS, words);
    const links = solicitedLinks('rtsold', session.node, options);
    prepareNode('rtsold', session, options);
    const stop = new AbortController();
    const signal = AbortSignal.any([session.signal, stop.signal]);
    const ends = [
      debug('rtsold', session, options, links),
      session.observe(teller({ ...session, signal }, links, options.has('1') ? () => stop.abort() : undefined)),
    ];
    try {
      for (const link of links) solicit('rtsold', session.node, link);
      if (options.has('m')) ends.push(everyMinute(session, links));
      await untilAborted(signal);
    } finally {
      for (const end of ends) end();
    }
    // A tunnel may be removed meanwhile.
    const routers = (link: string): readonly string[] => interfaceCalled(session.node, link)?.routers.map(formatAddress) ?? [];
    return { lines: [], data: links.map((link) => ({ interface: link, routers: routers(link) })) };
  },
};

/** Says which routers an interface has whenever that has changed; calls `whenAllAnswered` once each has one. */
function teller(
  { node, say, signal }: Pick<Session, 'node' | 'say' | 'signal'>,
  links: readonly string[],
  whenAllAnswered?: () => void,
): (event: NodeEvent) => void {
  const said = new Map<string, string>();
  const answered = new Set<string>();
  function tell(link: string): void {
    const view = interfaceCalled(node, link);
    if (view === undefined || signal.aborted) return;
    const { routers } = view;
    const text = routersText(link, routers);
    if (said.get(link) !== text) say(text);
    said.set(link, text);
    if (routers.length > 0) answered.add(link);
    if (answered.size === links.length) whenAllAnswered?.();
  }
  return ({ name, port: link = '' }) => {
    if (!links.includes(link)) return;
    // It solicits by itself (RFC 4861 section 6.3.7: after an interface is reinitialized).
    if (name === 'interface-up') say(`${link}: came up, is soliciting`);
    if (name === 'interface-down') said.delete(link);
    // What the advertisement says is taken over when the event has been told.
    if (name === 'discovery-finished') setImmediate(tell, link);
  };
}

/** Nothing is wrong with an interface that is down when its minute comes: it solicits once it is up. */
function everyMinute({ node, now, schedule }: Session, links: readonly string[]): () => void {
  let end: () => void;
  const again = (): void => {
    end = schedule(after(now(), PROBE_INTERVAL), () => {
      for (const link of links) node.command({ kind: 'solicit-routers', link });
      again();
    });
  };
  again();
  return () => end();
}
