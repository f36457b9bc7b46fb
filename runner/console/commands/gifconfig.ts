import { parseAddress } from '../../../reference/net/address.js';
import { parseIpv4Address } from '../../../reference/net/ipv4-address.js';
import { equalOctets } from '../../../reference/net/octets.js';
import type { InterfaceView, NodeCommand } from '../../../reference/node.js';
import { done, misused, refused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { interfaceCalled, interfaceNamed } from '../names.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { endsOf, interfaceData, interfaceLines } from './ifconfig-list.js';

const OPTIONS: readonly OptionSpec[] = [{ flag: 'a', about: 'all tunnels, as without a name' }];

const FAMILIES = ['inet', 'inet6'] as const;
type Family = (typeof FAMILIES)[number];

/** The longest name that an interface has in the kernel. */
const INTERFACE_NAME = /^[a-z][a-z0-9]{0,14}$/i;

export const gifconfig: ConsoleCommand = {
  name: 'gifconfig',
  summary: 'tunnels: between which addresses their packets go',
  usage: ['[-a | INTERFACE]', 'INTERFACE [inet | inet6] SOURCE DESTINATION', 'INTERFACE delete'],
  options: OPTIONS,
  examples: ['gifconfig gif0 inet6 2001:db8:1::1 2001:db8:2::1', 'ifconfig gif0 inet6 2001:db8:9::1/64', 'gifconfig gif0 delete'],
  run(words, session) {
    const { operands, has } = parseOptions('gifconfig', OPTIONS, words);
    const [name, ...changes] = operands;
    if (name !== undefined && has('a')) throw misused(`gifconfig: -a is all tunnels; "${name}" after it is not understood`);
    if (name === undefined) return shown(session.node.interfaces().filter(isTunnel), session);
    if (changes.length === 0) return shown([tunnelNamed(name, session)], session);
    if (changes[0] === 'delete') return remove(name, changes.slice(1), session);
    return create(name, changes, session);
  },
};

const isTunnel = ({ kind }: InterfaceView): boolean => kind === 'tunnel';

function tunnelNamed(name: string, { node }: Session): InterfaceView {
  const view = interfaceNamed(node, name);
  if (!isTunnel(view)) throw refused(`gifconfig: ${name} is no tunnel`);
  return view;
}

function shown(views: readonly InterfaceView[], session: Session): Answer {
  const how = { now: session.now(), withLifetimes: false, isLost: false };
  return {
    lines: views.flatMap(({ tunnel, ...view }) => [
      ...interfaceLines(view, how),
      ...(tunnel ? [`\tphysical address ${endsOf(tunnel)}`] : []),
    ]),
    data: views.map((view) => interfaceData(view, session.now())),
  };
}

function order(session: Session, command: NodeCommand): Answer {
  const obeyed = session.node.command(command);
  if (!obeyed.ok) throw refused(`gifconfig: ${obeyed.error}`);
  return done();
}

function remove(name: string, more: readonly string[], session: Session): Answer {
  if (more.length > 0) throw misused(`gifconfig: "${more[0]}" after delete is not understood`);
  const { tunnel } = tunnelNamed(name, session);
  return order(session, { kind: 'remove-tunnel', link: tunnel?.over ?? name, name });
}

/** The interface comes up at once; what it has inside is for ifconfig and route. */
function create(name: string, words: readonly string[], session: Session): Answer {
  const { family, source, destination } = readEnds(words);
  if (!INTERFACE_NAME.test(name)) throw misused(`gifconfig: "${name}" is no name of an interface, such as gif0`);
  const known = interfaceCalled(session.node, name);
  if (known !== undefined)
    throw refused(`gifconfig: there is an interface "${name}" already${isTunnel(known) ? `; gifconfig ${name} delete removes it` : ''}`);
  const tunnel = { kind: 'add-tunnel', name } as const;
  if (family === 'inet6') {
    const [local, remote] = [ipv6Of(source), ipv6Of(destination)];
    const own = session.node
      .interfaces()
      .find((view) => view.kind !== 'loopback' && view.addresses.some(({ address }) => equalOctets(address, local)));
    const link = own?.name ?? session.node.way(remote)?.link;
    if (link === undefined) throw refused(`gifconfig: ${source} is no address of this node, and no route leads to ${destination}`);
    return order(session, { ...tunnel, link, family: 'ipv6', local, remote });
  }
  const [local, remote] = [ipv4Of(source), ipv4Of(destination)];
  const own = session.node.interfaces().find(({ ipv4Addresses }) => ipv4Addresses.some(({ address }) => equalOctets(address, local)));
  if (own === undefined) throw refused(`gifconfig: ${source} is no address of this node; ifconfig INTERFACE inet ${source}/24 adds it`);
  return order(session, { ...tunnel, link: own.name, family: 'ipv4', local, remote });
}

interface Ends {
  readonly family: Family;
  readonly source: string;
  readonly destination: string;
}

/** The family is `inet` unless it is said, as in KAME. */
function readEnds(words: readonly string[]): Ends {
  const named = FAMILIES.find((one) => one === words[0]);
  const [source, destination, ...more] = named === undefined ? words : words.slice(1);
  if (source === undefined || destination === undefined) throw misused('gifconfig: wanted SOURCE DESTINATION, or delete');
  if (more.length > 0) throw misused(`gifconfig: "${more[0]}" is not understood`);
  return { family: named ?? 'inet', source, destination };
}

function ipv6Of(text: string) {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw misused(`gifconfig: ${parsed.error}`);
  return parsed.value;
}

function ipv4Of(text: string) {
  const parsed = parseIpv4Address(text);
  if (!parsed.ok) throw misused(`gifconfig: ${parsed.error}${parseAddress(text).ok ? '; for IPv6 say inet6 before the addresses' : ''}`);
  return parsed.value;
}
