import { addressKey } from '../../../reference/net/address.js';
import { formatAddress } from '../../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../../reference/net/link-layer-address.js';
import type { InterfaceView, NodeCommand } from '../../../reference/node.js';
import { seconds, after } from '../../../reference/time.js';
import { done, misused, refused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { interfaceNamed, linkLayerAddressOf, namedAddress, placedNeighbor, type Named } from '../names.js';
import { parseOptions, wholeNumber, type OptionSpec, type ParsedOptions } from '../options.js';
import { interfaceFlags } from './ndp-interface.js';
import { neighborTable, prefixList, routerList } from './ndp-lists.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: 'a', about: 'the neighbours, a line each' },
  { flag: 'A', value: 'SECONDS', about: 'the neighbours, again and again' },
  { flag: 'c', about: 'forget all neighbours that were learned' },
  { flag: 'd', value: 'ADDRESS', about: 'forget a neighbour, learned or set' },
  {
    flag: 'i',
    value: 'INTERFACE',
    about: 'the variables and flags of an interface, or set them: nud -accept_rtadv basereachable=10000...',
    last: true,
  },
  { flag: 'I', about: 'the interface for what nothing else says anything about; INTERFACE sets it, "delete" takes it back' },
  { flag: 'n', about: 'numbers for addresses, as always here' },
  { flag: 'p', about: 'the prefixes that are on-link by advertisement' },
  { flag: 'P', about: 'forget these prefixes' },
  { flag: 'r', about: 'the default routers' },
  { flag: 'R', about: 'forget the default routers' },
  { flag: 's', value: 'ADDRESS', about: 'set a neighbour: MAC [temp] [proxy] follow', last: true },
  { flag: 'u', value: 'ADDRESS', about: 'tell the link of an own or proxied address, unasked' },
];

/** One thing is asked for at a time. */
const MODES = ['a', 'A', 'c', 'd', 'i', 'I', 'p', 'P', 'r', 'R', 's', 'u'] as const;
type Mode = (typeof MODES)[number];

export const ndp: ConsoleCommand = {
  name: 'ndp',
  summary: 'neighbours, prefixes and default routers of Neighbor Discovery',
  usage: [
    'ADDRESS',
    '-a | -A SECONDS | -c | -p | -P | -r | -R',
    '-d ADDRESS | -u ADDRESS',
    '-s ADDRESS MAC [temp] [proxy]',
    '-I [INTERFACE | delete]',
    '-i INTERFACE [FLAG | -FLAG | VARIABLE=VALUE]...',
  ],
  options: OPTIONS,
  examples: ['ndp -a', 'ndp -s fe80::1234%eth1 00:01:02:03:04:05 proxy', 'ndp -u 2001:db8::1', 'ndp -i eth1 -accept_rtadv'],
  run(words, session) {
    const options = parseOptions('ndp', OPTIONS, words);
    const modes = MODES.filter((mode) => options.has(mode));
    if (modes.length > 1) throw misused(`ndp: -${modes.join(' and -')} do not go together`);
    const [mode] = modes;
    return mode === undefined ? showOne(options, session) : perform(mode, options, session);
  },
};

function perform(mode: Mode, options: ParsedOptions, session: Session): Answer | Promise<Answer> {
  switch (mode) {
    case 'a':
      return neighborTable(session, session.node.interfaces());
    case 'A':
      return again(wholeNumber('ndp', '-A', options.value('A') ?? '', 1, 3_600), session);
    case 'c':
      return onEach(session, 'flush-neighbors');
    case 'd':
      return forget(options.value('d') ?? '', session);
    case 'i':
      return interfaceFlags(interfaceNamed(session.node, options.value('i') ?? ''), options.operands, session);
    case 'I':
      return defaultInterface(options.operands, session);
    case 'p':
      return prefixList(session);
    case 'P':
      return onEach(session, 'flush-prefixes');
    case 'r':
      return routerList(session);
    case 'R':
      return onEach(session, 'flush-routers');
    case 's':
      return set(options.value('s') ?? '', options.operands, session);
    case 'u':
      return announce(options.value('u') ?? '', session);
  }
}

function order(session: Session, command: NodeCommand): void {
  const obeyed = session.node.command(command);
  if (!obeyed.ok) throw refused(`ndp: ${obeyed.error}`);
}

function onEach(session: Session, kind: 'flush-neighbors' | 'flush-prefixes' | 'flush-routers'): Answer {
  for (const { name } of session.node.interfaces()) order(session, { kind, link: name });
  return done();
}

function showOne({ operands: [text, ...more] }: ParsedOptions, session: Session): Answer {
  if (text === undefined || more.length > 0) throw misused('ndp: what? "help ndp" lists its forms');
  const { address, link } = placedNeighbor(session.node, text);
  const key = addressKey(address);
  const view = interfaceNamed(session.node, link);
  const only: InterfaceView = {
    ...view,
    addresses: view.addresses.filter((one) => addressKey(one.address) === key),
    neighbors: view.neighbors.filter((one) => addressKey(one.address) === key),
    proxied: view.proxied.filter((one) => addressKey(one.address) === key),
  };
  if (only.addresses.length + only.neighbors.length + only.proxied.length === 0)
    throw refused(`${formatAddress(address)} (${text}) -- no entry`);
  return neighborTable(session, [only]);
}

/** Until somebody interrupts it. */
async function again(everySeconds: number, session: Session): Promise<Answer> {
  if (session.wantsData) throw misused('ndp: -A goes on for ever: data comes from -a');
  while (!session.signal.aborted) {
    for (const line of neighborTable(session, session.node.interfaces()).lines) session.say(line);
    session.say('');
    await new Promise<void>((resolve) => {
      const cancel = session.schedule(after(session.now(), seconds(everySeconds)), resolve);
      session.signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }
  return { lines: [], data: null };
}

function forget(text: string, session: Session): Answer {
  const { address, link } = placedNeighbor(session.node, text);
  const isProxied = interfaceNamed(session.node, link).proxied.some((one) => addressKey(one.address) === addressKey(address));
  order(session, { kind: isProxied ? 'remove-proxy' : 'forget-neighbor', link, address });
  return done(`${text} deleted`);
}

function set(text: string, [mac, ...more]: readonly string[], session: Session): Answer {
  if (mac === undefined) throw misused('ndp: -s wants ADDRESS MAC [temp] [proxy]');
  const strange = more.find((word) => word !== 'temp' && word !== 'proxy');
  if (strange !== undefined) throw misused(`ndp: "${strange}" after the link-layer address; wanted temp or proxy`);
  const linkLayerAddress = linkLayerAddressOf(mac);
  const { address, link } = placedNeighbor(session.node, text);
  if (!more.includes('proxy')) {
    order(session, { kind: 'set-neighbor', link, address, linkLayerAddress, ...(more.includes('temp') && { temporary: true }) });
    return done();
  }
  if (more.includes('temp')) throw misused('ndp: temp and proxy do not go together: a proxy entry stays until it is deleted');
  order(session, { kind: 'add-proxy', link, address, linkLayerAddress });
  return done(`${formatAddress(address)} is answered for on ${link} with ${formatLinkLayerAddress(linkLayerAddress)}`);
}

/** MAX_NEIGHBOR_ADVERTISEMENT times, RetransTimer apart; the command does not wait for that. */
function announce(text: string, session: Session): Answer {
  const { address, link } = ownOrProxied(session, text) ?? placedNeighbor(session.node, text);
  order(session, { kind: 'announce', link, address });
  return done(`${formatAddress(address)} is announced on ${link}`);
}

/** An address that is had or answered for needs no interface to be named. */
function ownOrProxied({ node }: Session, text: string): Required<Named> | undefined {
  const { address, link } = namedAddress(node, text);
  const key = addressKey(address);
  const views = node.interfaces().filter(({ name }) => link === undefined || name === link);
  const found = views.filter((view) => [...view.addresses, ...view.proxied].some((one) => addressKey(one.address) === key));
  const [only, ...more] = found;
  return only === undefined || more.length > 0 ? undefined : { address, link: only.name };
}

function defaultInterface([name, ...more]: readonly string[], session: Session): Answer {
  if (more.length > 0) throw misused('ndp: -I takes one interface');
  if (name === 'delete') order(session, { kind: 'set-default-interface' });
  else if (name !== undefined) order(session, { kind: 'set-default-interface', link: interfaceNamed(session.node, name).name });
  const link = session.node.defaultInterface();
  return {
    lines: [link === undefined ? 'No default interface.' : `ND default interface = ${link}`],
    data: { defaultInterface: link ?? null },
  };
}
