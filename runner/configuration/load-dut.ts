import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { HOP_BY_HOP_IN_TRANSIT, JUMBOGRAMS } from '../../suites/kit/testbed.js';
import { didYouMean } from '../nearest.js';
import { EXIT, Problem } from '../exit-codes.js';
import { checkDut } from './dut-problems.js';
import { dutSchema, type DutConfiguration } from './dut-schema.js';
import { readYaml, type Path, type YamlSource } from './yaml-source.js';

/** A device under test with every default filled in. */
export interface Dut {
  /** What the user named: `reference`, `linux` or the file as given. */
  readonly spec: string;
  readonly configuration: DutConfiguration;
  /** `ax3.yaml:9:12  links.link1.tester: ` in front of a complaint about a setting; `linux: links: ` without a file. */
  where(path: Path): string;
}

/** Devices that need no file; `frr` and `bird` are the kernel of this machine with these to speak the routing protocols. */
export const BUILT_IN_DUTS = ['reference', 'linux', 'frr', 'bird'] as const;

const WANTED = `--dut wants ${BUILT_IN_DUTS.join(', ')} or the YAML file of a device.`;

const MAX_FILE_OCTETS = 1_000_000;

/** One of those, or a YAML file; throws a `Problem` that lists everything wrong with it. */
export function loadDut(spec: string): Dut {
  if ((BUILT_IN_DUTS as readonly string[]).includes(spec)) return builtIn(spec);
  const source = readYaml(readText(spec));
  const checked = checkDut(source);
  if (!checked.ok) throw new Problem(checked.problems.map((at) => `${spec}:${at.line}:${at.column}  ${at.text}`).join('\n'), EXIT.usage);
  return fromFile(spec, checked.configuration, source);
}

function fromFile(spec: string, configuration: DutConfiguration, source: YamlSource): Dut {
  return {
    spec,
    configuration,
    where(path) {
      const { line, column } = source.position(path);
      return `${spec}:${line}:${column}  ${path.map(String).join('.')}: `;
    },
  };
}

/** What is known of a device that needs no file: ipv6_rcv() of Linux reads the Hop-by-Hop options of every packet. */
const LINUX_CLAIMS: readonly string[] = [HOP_BY_HOP_IN_TRANSIT, JUMBOGRAMS];

function builtIn(spec: string): Dut {
  const device = { name: spec };
  const configuration = dutSchema.parse(
    spec === 'reference'
      ? { device, control: { adapter: spec } }
      : { device, control: { adapter: 'linux', ...(spec !== 'linux' && { routing: spec }) }, claims: LINUX_CLAIMS },
  );
  return { spec, configuration, where: (path) => `${spec}: ${path.map(String).join('.')}: ` };
}

function readText(file: string): string {
  try {
    const about = statSync(file);
    if (!about.isFile()) throw new Problem(`${file} is not a file. ${WANTED}`);
    if (about.size > MAX_FILE_OCTETS) throw new Problem(`${file} has ${about.size} octets: not the description of a device.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (error instanceof TypeError) throw new Problem(`${file} is not text in UTF-8.`);
    throw new Problem(missing(file, error as NodeJS.ErrnoException));
  }
}

function missing(file: string, error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') return `${file} cannot be read: ${error.message}`;
  const hint = /\.ya?ml$/i.test(file) ? '' : didYouMean(basename(file), BUILT_IN_DUTS);
  return `no file ${file}.${hint} ${WANTED}`;
}

const SECRET = /pass|secret|token|key|credential/i;

/** The configuration as it is stored with a run and printed: values of secret-looking environment names are masked. */
export function withoutSecrets(configuration: DutConfiguration): DutConfiguration {
  const { control } = configuration;
  if (control.adapter !== 'command') return configuration;
  const environment = Object.fromEntries(
    Object.entries(control.environment).map(([name, value]) => [name, SECRET.test(name) ? '***' : value]),
  );
  return { ...configuration, control: { ...control, environment } };
}
