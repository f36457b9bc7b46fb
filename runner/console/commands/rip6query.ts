import { formatAddress, UNSPECIFIED } from '../../../reference/net/address.js';
import { NEXT_HOP_METRIC, REQUEST, RESPONSE, RIPNG_PORT } from '../../../reference/routing/ripng/constants.js';
import { wholeTableRequest } from '../../../reference/routing/ripng/request-input.js';
import { after, seconds, type Duration } from '../../../reference/time.js';
import type { Datagram, UdpError } from '../../../reference/transport/udp/udp-service.js';
import { Ripng, type RouteTableEntry } from '../../../reference/wire/ripng.js';
import { misused, refused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { namedAddress, namedPrefix, onLinkNamed, placed, zoned, type Named } from '../names.js';
import { parseOptions, wholeNumber, type OptionSpec } from '../options.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: 'I', value: 'INTERFACE', about: 'where the router is' },
  { flag: 'w', value: 'SECONDS', about: 'how long to wait for an answer (default: 5)' },
];

const LONGEST_WAIT = 3_600;
/** A table comes in as many messages as it needs, one after the other. */
const LULL = seconds(1);
/** More than any table needs: who sends for ever must not be kept for ever. */
const MOST_MESSAGES = 10_000;

export const rip6query: ConsoleCommand = {
  name: 'rip6query',
  summary: 'asks a RIPng router for its routes',
  usage: ['[-I INTERFACE] [-w SECONDS] ROUTER [PREFIX]'],
  options: OPTIONS,
  examples: ['rip6query fe80::1%eth1', 'rip6query 2001:db8:1::1 2001:db8:9::/48', 'rip6query ff02::9%eth1'],
  async run(words, session) {
    const { node } = session;
    const options = parseOptions('rip6query', OPTIONS, words);
    const [router, prefix, ...more] = options.operands;
    if (router === undefined) throw misused('rip6query: which router?');
    if (more.length > 0) throw misused(`rip6query: "${more[0]}" is not understood`);
    const patience = seconds(wholeNumber('rip6query', '-w', options.value('w') ?? '5', 1, LONGEST_WAIT));
    const target = placed(node, onLinkNamed('rip6query', node, namedAddress(node, router), options.value('I')), router);
    const question = prefix === undefined ? wholeTableRequest(UNSPECIFIED) : asked(prefix);
    return answerOf(await ask(target, question, patience, session));
  },
};

/** The metric of such a request says nothing, but that `::/0` with infinity would ask for the whole table (RFC 2080 section 2.4.1). */
function asked(text: string): RouteTableEntry {
  const { address, length } = namedPrefix(text);
  return { prefix: address, routeTag: 0, prefixLength: length, metric: 1 };
}

interface Response {
  readonly from: string;
  readonly octets: number;
  readonly entries: readonly RouteTableEntry[];
}

/** Sends the request from a port of its own, and gathers what comes back until nothing more does. */
function ask(
  { address, link }: Required<Named>,
  entry: RouteTableEntry,
  patience: Duration,
  session: Session,
): Promise<readonly Response[]> {
  const found: Response[] = [];
  return new Promise((resolve, reject) => {
    let giveUp = (): void => undefined;
    const finish = (problem?: Error): void => {
      giveUp();
      if (bound.ok) bound.value.close();
      if (problem) reject(problem);
      else resolve(found);
    };
    const wait = (time: Duration): void => {
      giveUp();
      giveUp = session.schedule(after(session.now(), time), () => finish());
    };
    const bound = session.node.udp.bind(
      { options: { hopLimit: 255, multicastHopLimit: 255, multicastLoop: false } },
      {
        received: (datagram) => {
          const response = responseIn(datagram);
          if (response === undefined || found.length >= MOST_MESSAGES) return;
          found.push(response);
          wait(LULL);
        },
        failed: (error) => finish(refused(`rip6query: ${inWords(error, link)}`)),
      },
    );
    if (!bound.ok) throw refused(`rip6query: no socket: ${bound.error}`);
    const octets = Ripng.encode({ command: REQUEST, entries: [entry] });
    wait(patience);
    session.signal.addEventListener('abort', () => finish());
    const sent = bound.value.send({ octets, to: { address, port: RIPNG_PORT }, link });
    if (!sent.ok) finish(refused(`rip6query: cannot send: ${sent.error}`));
  });
}

/** Anything else that comes to the port is none of ours. */
function responseIn({ source, sourcePort, link, octets }: Datagram): Response | undefined {
  const decoded = Ripng.decode(octets);
  const { command, entries } = decoded.ok ? decoded.value : decoded.error.partial;
  if (sourcePort !== RIPNG_PORT || command !== RESPONSE || entries === undefined) return undefined;
  return { from: zoned(source, link), octets: octets.length, entries: [...entries] };
}

const inWords = ({ type, code, reporter }: UdpError, link: string): string =>
  type === 1 && code === 4 && reporter
    ? `${zoned(reporter, link)} has no RIPng: port unreachable`
    : `an ICMPv6 error came back: type ${type} code ${code}${reporter ? ` from ${zoned(reporter, link)}` : ''}`;

function answerOf(responses: readonly Response[]): Answer {
  const lines = responses.flatMap(({ from, octets, entries }) => [`Response from ${from} len ${octets}`, ...entries.map(entryLine)]);
  const data = responses.map(({ from, octets, entries }) => ({ from, octets, entries: entries.map(entryData) }));
  return responses.length > 0 ? { lines, data } : { lines: ['no response'], data, failed: true };
}

const entryLine = ({ prefix, prefixLength, metric, routeTag }: RouteTableEntry): string =>
  metric === NEXT_HOP_METRIC
    ? `\tnext hop ${formatAddress(prefix)}`
    : `\t${formatAddress(prefix)}/${prefixLength} [${metric}]${routeTag === 0 ? '' : ` tag=0x${routeTag.toString(16)}`}`;

const entryData = ({ prefix, prefixLength, metric, routeTag }: RouteTableEntry) =>
  metric === NEXT_HOP_METRIC
    ? { nextHop: formatAddress(prefix) }
    : { prefix: `${formatAddress(prefix)}/${prefixLength}`, metric, tag: routeTag };
