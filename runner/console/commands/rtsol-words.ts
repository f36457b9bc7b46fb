import type { Address } from '../../../reference/net/address.js';
import type { NodeEvent } from '../../../reference/engine/environment.js';
import type { InterfaceView, Node } from '../../../reference/node.js';
import { misused, refused, type Session } from '../command.js';
import { interfaceNamed, zoned } from '../names.js';
import type { OptionSpec, ParsedOptions } from '../options.js';
import { acceptRtadv, forwarding } from './sysctl-variables.js';

/** Those that `rtsol` and `rtsold` of KAME have in common. */
export const SOLICITING_OPTIONS: readonly OptionSpec[] = [
  { flag: 'a', about: 'on the interface that suits: Ethernet, up, and the only one' },
  { flag: 'd', about: 'tells of each solicitation, and of each router that comes or goes' },
  { flag: 'D', about: 'tells of all that happens on the interface' },
  { flag: 'F', about: 'sets what it needs: net.inet6.ip6.forwarding=0 and accept_rtadv=1' },
  { flag: 'O', value: 'SCRIPT', about: 'refused', refused: 'a node runs no programs, and it configures nothing by DHCPv6' },
];

/** The interfaces that are named, or the only one there is to choose. */
export function solicitedLinks(command: string, node: Node, options: ParsedOptions): readonly string[] {
  const named = [...new Set(options.operands.map((name) => interfaceNamed(node, name).name))];
  if (named.length > 0 && options.has('a')) throw misused(`${command}: -a, or the names of interfaces`);
  if (named.length > 0) return named;
  const views = node.interfaces().filter(({ kind }) => kind !== 'loopback');
  const suitable = options.has('a') ? views.filter(isSuitable) : views;
  if (suitable.length === 1) return suitable.map(({ name }) => name);
  const names = suitable.map(({ name }) => name).join(', ');
  if (!options.has('a')) throw misused(`${command}: on which interface? There is ${names}`);
  throw refused(
    `${command}: -a takes the only Ethernet interface that is up; ${names === '' ? 'there is none' : `there is ${names}: name them`}`,
  );
}

const isSuitable = ({ kind, up, disabled }: InterfaceView): boolean => kind === 'ethernet' && up && !disabled;

export function solicit(command: string, node: Node, link: string): void {
  const obeyed = node.command({ kind: 'solicit-routers', link });
  if (!obeyed.ok) throw refused(`${command}: ${obeyed.error}`);
}

export const routersText = (link: string, routers: readonly Address[]): string =>
  `${link}: ${routers.length === 0 ? 'no router answered' : routers.map((one) => zoned(one, link)).join(', ')}`;

/** What `-F` asks for; without it whoever solicits hears what is missing. */
export function prepareNode(command: string, { node, say }: Pick<Session, 'node' | 'say'>, options: ParsedOptions): void {
  if (options.has('F')) {
    const wanted = [
      [forwarding, 0],
      [acceptRtadv, 1],
    ] as const;
    for (const [variable, value] of wanted) {
      const why = variable.read(node) === value ? undefined : variable.write?.(node, value);
      if (why !== undefined) throw refused(`${command}: ${variable.name}: ${why}`);
    }
  } else if (forwarding.read(node) === 0 && acceptRtadv.read(node) === 0)
    say(`${command}: this node heeds no advertisements: net.inet6.ip6.accept_rtadv is 0; -F sets it`);
}

/** Events of router discovery. */
const OF_ROUTERS: ReadonlySet<string> = new Set(['router-solicitation', 'router-added', 'router-removed', 'discovery-finished']);

/** What `-d` and `-D` want to hear of; the returned function ends it. */
export function debug(
  command: string,
  { observe, say }: Pick<Session, 'observe' | 'say'>,
  options: ParsedOptions,
  links: readonly string[],
): () => void {
  if (!options.has('d') && !options.has('D')) return () => undefined;
  return observe(({ name, port = '', discard, detail }: NodeEvent) => {
    if (!links.includes(port) || !(options.has('D') || OF_ROUTERS.has(name))) return;
    say(`${command}: ${[port, name, discard, detail].filter(Boolean).join(' ')}`);
  });
}
