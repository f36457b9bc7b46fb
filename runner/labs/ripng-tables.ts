import { ask, findConsole } from '../console/client.js';
import type { LabNamespaces } from './lab-namespaces.js';
import type { RoutingDaemon } from './routing-daemons.js';

/** What RIPng at a router knows of a prefix, as each of the programs in a lab tells it. */
export interface KnownRoute {
  readonly metric: number;
  readonly gateway: string;
  readonly link: string;
}

/** Has a node carry out a command of its console; what it printed, as columns of each line. */
export async function askNode(name: string, ...words: readonly string[]): Promise<readonly (readonly string[])[]> {
  let text = '';
  const out = (more: string): void => void (text += more);
  await ask(await findConsole(name), { words }, { out, problem: out, signal: new AbortController().signal });
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.trim().split(/ +/));
}

/** Of our node. */
export async function nodeRoute(name: string, prefix: string): Promise<KnownRoute | undefined> {
  const [, metric, via = ''] = (await askNode(name, 'rip')).find(([destination]) => destination === prefix) ?? [];
  const [gateway = '', link = gateway] = via.split('%');
  return metric === undefined ? undefined : { metric: Number(metric), gateway, link };
}

/** `R(n) 2001:db8:b::/64  fe80::...  near  3  0  00:11`, on two lines when it is long. */
export async function frrRoute(frr: RoutingDaemon, prefix: string): Promise<KnownRoute | undefined> {
  const [, gateway = '', link = '', metric] =
    new RegExp(`R\\(n\\) ${prefix}\\s+(\\S+)\\s+(\\S+)\\s+(\\d+)`).exec((await frr.ask('show ipv6 ripng')).stdout) ?? [];
  return metric === undefined ? undefined : { metric: Number(metric), gateway, link };
}

export async function birdRoute(bird: RoutingDaemon, prefix: string): Promise<KnownRoute | undefined> {
  const { stdout } = await bird.ask(`show route ${prefix} all`);
  const [, metric] = /RIP\.metric: (\d+)/.exec(stdout) ?? [];
  const [, gateway = '', link = ''] = /via (\S+) on (\S+)/.exec(stdout) ?? [];
  return metric === undefined ? undefined : { metric: Number(metric), gateway, link };
}

/** What the kernel there does with packets to a prefix: the link that RIPng sends them to. */
export async function kernelLink(lab: LabNamespaces, name: string, prefix: string): Promise<string | undefined> {
  const { stdout } = await lab.inside(name, 'ip', '-json', '-6', 'route', 'show', prefix);
  type Hop = { readonly dev?: string; readonly gateway?: string; readonly type?: string };
  const [found] = JSON.parse(stdout || '[]') as readonly Hop[];
  return found === undefined || found.type === 'unreachable' ? undefined : found.dev;
}

export const canPing = async (lab: LabNamespaces, from: string, to: string): Promise<boolean> =>
  / 0% packet loss/.test((await lab.inside(from, 'ping', '-6', '-n', '-c', '2', '-i', '0.2', '-W', '2', to)).stdout);
