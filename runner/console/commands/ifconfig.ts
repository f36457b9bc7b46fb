import { formatAddress, parseAddress, type Address } from '../../../reference/net/address.js';
import {
  BROADCAST_IPV4,
  isIpv4Loopback,
  isIpv4Multicast,
  numberOf,
  parseIpv4Address,
  type Ipv4Address,
} from '../../../reference/net/ipv4-address.js';
import { equalOctets } from '../../../reference/net/octets.js';
import type { NodeCommand } from '../../../reference/node.js';
import { done, misused, refused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { interfaceNamed, linkLayerAddressOf } from '../names.js';
import { parseOptions, wholeNumber, type OptionSpec } from '../options.js';
import { interfaceLines, interfaceData } from './ifconfig-list.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: 'a', about: 'all interfaces, as without a name' },
  { flag: 'L', about: 'with the lifetimes of addresses' },
];

/** What a jumbogram can have (RFC 2675 section 2); the interface knows its own limit. */
const LARGEST_MTU = 0xffff_ffff;

export const ifconfig: ConsoleCommand = {
  name: 'ifconfig',
  summary: 'the interfaces and their addresses',
  usage: [
    '[-L] [-a | INTERFACE]',
    'INTERFACE inet6 ADDRESS [prefixlen LENGTH] [alias | anycast | delete]',
    'INTERFACE inet ADDRESS [prefixlen LENGTH] [alias | delete]',
    'INTERFACE up | down | mtu OCTETS | ether MAC',
  ],
  options: OPTIONS,
  examples: ['ifconfig -L eth1', 'ifconfig eth1 inet6 2001:db8::7 prefixlen 64 alias', 'ifconfig eth1 inet6 2001:db8::7 delete'],
  async run(words, session) {
    const options = parseOptions('ifconfig', OPTIONS, words);
    const [name, ...changes] = options.operands;
    if (changes.length > 0) return change(interfaceNamed(session.node, name ?? '').name, changes, session);
    const views = name === undefined ? session.node.interfaces() : [interfaceNamed(session.node, name)];
    const shown = { now: session.now(), withLifetimes: options.has('L') };
    return {
      lines: views.flatMap((view) => interfaceLines(view, { ...shown, isLost: session.isLost(view.name) })),
      data: views.map((view) => interfaceData(view, session.now())),
    };
  },
};

function order(session: Session, command: NodeCommand): Answer {
  const obeyed = session.node.command(command);
  if (!obeyed.ok) throw refused(`ifconfig: ${obeyed.error}`);
  return done();
}

async function change(link: string, [what, ...rest]: readonly string[], session: Session): Promise<Answer> {
  switch (what) {
    case 'inet6':
      return order(session, addressOrder(link, rest));
    case 'inet':
      return order(session, ipv4AddressOrder(link, rest));
    case 'up':
      nothingBehind(what, rest);
      return bringUp(link, session);
    case 'down':
      nothingBehind(what, rest);
      return order(session, { kind: 'interface-down', link });
    case 'mtu':
      nothingBehind(what, rest.slice(1));
      return order(session, {
        kind: 'set-variable',
        link,
        variable: 'linkMtu',
        value: wholeNumber('ifconfig', 'mtu', rest[0] ?? '', 0, LARGEST_MTU),
      });
    case 'ether':
    case 'lladdr':
      nothingBehind(what, rest.slice(1));
      return order(session, { kind: 'set-link-layer-address', link, address: linkLayerAddressOf(rest[0] ?? '') });
    default:
      throw misused(`ifconfig: "${what}" is not understood. Known: inet6 up down mtu ether`);
  }
}

function nothingBehind(what: string, rest: readonly string[]): void {
  if (rest.length > 0) throw misused(`ifconfig: "${rest[0]}" after ${what} is not understood`);
}

async function bringUp(link: string, session: Session): Promise<Answer> {
  if (!session.isLost(link)) return order(session, { kind: 'interface-up', link });
  const why = await session.reopen(link);
  if (why !== undefined) throw refused(`ifconfig: ${why}`);
  return done();
}

/** What a router advertises decides these; who sets an address by hand gives it none. */
const LIFETIMES: ReadonlySet<string> = new Set(['pltime', 'vltime', 'deprecated', 'autoconf', 'temporary', 'tentative']);

const DEFAULT_PREFIX_LENGTH = 64;

function addressOrder(link: string, [text, ...words]: readonly string[]): NodeCommand {
  if (text === undefined) throw misused('ifconfig: inet6 wants an address');
  const [plain = '', slash] = text.split('/');
  const address = addressOf(plain.replace(`%${link}`, ''));
  let prefixLength = slash === undefined ? DEFAULT_PREFIX_LENGTH : lengthOf(slash);
  let verb = 'alias';
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === 'prefixlen') prefixLength = lengthOf(words[++at] ?? '');
    else if (['alias', 'add', 'delete', '-alias', 'remove', 'anycast'].includes(word))
      verb = verb === 'anycast' && word === 'alias' ? verb : word;
    else if (LIFETIMES.has(word))
      throw refused(`ifconfig: ${word} cannot be set by hand: an address of this node has lifetimes only by advertisement`);
    else throw misused(`ifconfig: "${word}" is not understood. Known: prefixlen alias anycast delete`);
  }
  if (REMOVALS.has(verb)) return { kind: 'remove-address', link, address };
  return { kind: 'add-address', link, address, prefixLength, ...(verb === 'anycast' && { anycast: true }) };
}

/** IPv4 is there for tunnels: below them, and inside. */
function ipv4AddressOrder(link: string, [text, ...words]: readonly string[]): NodeCommand {
  if (text === undefined) throw misused('ifconfig: inet wants an address');
  const [plain = '', slash, ...more] = text.split('/');
  const parsed = parseIpv4Address(plain);
  if (!parsed.ok || more.length > 0) throw misused(`ifconfig: "${text}" is not an IPv4 address such as 192.0.2.1`);
  const address = parsed.value;
  if (isNoHost(address)) throw misused(`ifconfig: ${text} is no address of an interface`);
  let prefixLength = slash === undefined ? undefined : ipv4LengthOf(slash);
  let isRemoval = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === 'prefixlen') prefixLength = ipv4LengthOf(words[++at] ?? '');
    else if (REMOVALS.has(word)) isRemoval = true;
    else if (word !== 'alias' && word !== 'add') throw misused(`ifconfig: "${word}" is not understood. Known: prefixlen alias delete`);
  }
  if (isRemoval) return { kind: 'remove-ipv4-address', link, address };
  if (prefixLength === undefined) throw misused(`ifconfig: how long is the prefix? Say ${plain}/24`);
  return { kind: 'add-ipv4-address', link, address, prefixLength };
}

const REMOVALS: ReadonlySet<string> = new Set(['delete', '-alias', 'remove']);

const isNoHost = (address: Ipv4Address): boolean =>
  isIpv4Multicast(address) || isIpv4Loopback(address) || numberOf(address) === 0 || equalOctets(address, BROADCAST_IPV4);

const ipv4LengthOf = (text: string): number => wholeNumber('ifconfig', 'the prefix length', text, 0, 32);

const lengthOf = (text: string): number => wholeNumber('ifconfig', 'the prefix length', text, 0, 128);

function addressOf(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw misused(`ifconfig: ${parsed.error}`);
  if (formatAddress(parsed.value) === '::' || parsed.value[0] === 0xff) throw misused(`ifconfig: ${text} is no address of an interface`);
  return parsed.value;
}
