import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { formatAddress } from '../../reference/net/address.js';
import { parseLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { nodeConfiguration } from '../../reference/ipv6/config.js';
import type { NodeConfiguration } from '../../reference/node.js';
import { EXIT, Problem, type ExitCode } from '../exit-codes.js';
import { describeProblem } from '../links/frames.js';
import { readInterfaceFacts, type InterfaceFacts } from '../links/nic/interface-facts.js';
import { openNicPort, type NicPort } from '../links/nic/nic-port.js';
import { obstacles, reasonToRefuse } from '../links/nic/safety.js';
import { startLiveNode } from '../node/live-node.js';
import { loadNodeFile } from '../node/node-file.js';
import type { NodeFile } from '../node/node-schema.js';

interface NodeOptions {
  readonly interface: string;
  readonly config?: string;
  readonly seed?: number;
  readonly verbose?: true;
}

const SEEDS = 2 ** 32;

/** `sixproof node`: the reference node on a NIC, until a signal ends it. */
export function registerNode(program: Command): void {
  program
    .command('node')
    .summary('run the reference node on a NIC')
    .description(
      'Runs the reference IPv6 node on a NIC: real peers can talk to it. Prints each address when it is usable, one a line, then "ready".',
    )
    .requiredOption('--interface <nic>', 'the NIC; IPv6 of the kernel must be off there')
    .option('--config <file>', 'YAML: addresses, behaviour, interfaceIdentifier, secretKey... (default: a stable link-local address)')
    .option('--seed <number>', 'seed of its random numbers (default: drawn, and printed)', seedFrom)
    .option('-v, --verbose', 'print its state changes and discarded packets to stderr')
    .addHelpText('after', '\nExample:\n  $ sudo sixproof node --interface eth1 --config host.yaml\n')
    .action(async (options: NodeOptions) => {
      const file = loadNodeFile(options.config);
      const facts = await usableInterface(options.interface, file.useAnyway);
      const configuration = configurationOf(file, facts);
      const opened = await openNicPort({ interface: facts.name });
      if (!opened.ok) throw new Problem(describeProblem(opened.error), EXIT.unable);
      process.exitCode = await runUntilSignal(opened.value, configuration, options);
    });
}

function seedFrom(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed >= SEEDS)
    throw new Problem(`--seed wants a whole number from 0 to ${SEEDS - 1}, not "${text}"`);
  return seed;
}

async function usableInterface(name: string, useAnyway: boolean): Promise<InterfaceFacts> {
  const facts = await readInterfaceFacts({ interface: name });
  if (!facts.ok) throw new Problem(facts.error, EXIT.unable);
  const danger = reasonToRefuse(facts.value, useAnyway);
  const found = obstacles(facts.value);
  const hindering = found.filter(({ tolerable }) => !tolerable).map(({ problem, type }) => `${problem}: ${type}`);
  const reasons = [...(danger === undefined ? [] : [danger]), ...hindering];
  if (reasons.length > 0) throw new Problem(reasons.join('\n'), EXIT.unable);
  for (const { problem, type } of found) process.stderr.write(`${problem}: ${type}\n`);
  return facts.value;
}

function configurationOf(file: NodeFile, facts: InterfaceFacts): NodeConfiguration {
  const linkLayerAddress = file.linkLayerAddress ?? parseLinkLayerAddress(facts.linkLayerAddress);
  if (linkLayerAddress === undefined)
    throw new Problem(`${facts.name} has no link-layer address of 48 bits: set linkLayerAddress`, EXIT.unable);
  return nodeConfiguration(file, { name: facts.name, linkLayerAddress, mtu: facts.mtu });
}

/** Ctrl-C and SIGTERM are the way to end it. */
async function runUntilSignal(
  port: NicPort,
  configuration: NodeConfiguration,
  { seed = randomInt(SEEDS), verbose }: NodeOptions,
): Promise<ExitCode> {
  const talk = (text: string): void => void process.stderr.write(`${text}\n`);
  talk(`${configuration.name} on ${port.place.interface}, behaviour ${configuration.behaviour}, seed ${seed}`);
  const signals = new AbortController();
  const code = await new Promise<ExitCode>((resolve) => {
    const onSignal = (): void => resolve(EXIT.fine);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, onSignal);
      signals.signal.addEventListener('abort', () => process.removeListener(signal, onSignal));
    }
    const live = startLiveNode(port, configuration, seed, {
      usable: (address) => void process.stdout.write(`${formatAddress(address)}\n`),
      ready: () => void process.stdout.write('ready\n'),
      event: ({ name, detail, discard }) => verbose && talk([name, discard, detail].filter(Boolean).join('  ')),
      ended(why) {
        talk(why);
        resolve(EXIT.unable);
      },
    });
    signals.signal.addEventListener('abort', () => live.stop());
  });
  signals.abort();
  await port.close();
  return code;
}
