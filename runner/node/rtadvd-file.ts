import type { AdvertisingConfiguration } from '../../reference/ipv6/router-advertising/advertising-configuration.js';
import { misreadingInOneLine } from '../../reference/ipv6/misreading.js';
import { advertisingFromRtadvdConf } from '../../reference/ipv6/router-advertising/rtadvd-conf.js';
import { EXIT, Problem } from '../exit-codes.js';
import type { NodeFile } from './node-schema.js';
import { readText } from './read-text.js';

/** A NIC by its name, and what `mtu="auto"` stands for there unless the file of the node says otherwise. */
export interface AdvertisingNic {
  readonly name: string;
  readonly mtu: number;
}

/**
 * The node with what a file of KAME's `rtadvd` has it advertise. A record counts where it has the name of a NIC; others are
 * there for `tc`, or for other machines. Throws a `Problem` that lists everything wrong with the file.
 */
export function withRtadvdConf(file: NodeFile, path: string, nics: readonly AdvertisingNic[]): NodeFile {
  const advertised = recordsOf(file, path, nics);
  if (advertised.length > 0) return withAdvertising(file, advertised);
  throw new Problem(`${path}: no record has the name of a NIC; there is ${nics.map(({ name }) => name).join(', ')}`, EXIT.usage);
}

/** The node with what `rtadvd` has these NICs advertise where it is started on them: without a file, or a record in it, its defaults. */
export function withRtadvdOn(file: NodeFile, nics: readonly AdvertisingNic[], path?: string): NodeFile {
  const configured = path === undefined ? file : withAdvertising(file, recordsOf(file, path, nics));
  const bare = nics.filter(({ name }) => (configured.interfaces[name]?.advertising ?? file.advertising) === undefined);
  const byDefault = bare.flatMap((nic) => {
    const read = advertisingFromRtadvdConf(EMPTY_RECORD, { linkMtu: linkMtu(file, nic) });
    const advertising = read.ok ? read.value.get(NO_NAME) : undefined;
    return advertising === undefined ? [] : [{ name: nic.name, advertising }];
  });
  return withAdvertising(configured, byDefault);
}

interface Advertised {
  readonly name: string;
  readonly advertising: AdvertisingConfiguration;
}

function recordsOf(file: NodeFile, path: string, nics: readonly AdvertisingNic[]): readonly Advertised[] {
  if (file.role !== 'router')
    throw new Problem(
      `${path}: only a router advertises: set role: router in the file of --config, or ipv6_gateway_enable="YES" in that of --rc-conf`,
      EXIT.usage,
    );
  const text = readText(path, 'a file of rtadvd');
  const advertised = nics.flatMap((nic) => {
    const advertising = recordOf(path, text, nic.name, linkMtu(file, nic));
    return advertising === undefined ? [] : [{ name: nic.name, advertising }];
  });
  const twice = advertised.filter(({ name }) => file.interfaces[name]?.advertising !== undefined).map(({ name }) => name);
  if (twice.length === 0) return advertised;
  throw new Problem(
    `${path}: what ${twice.join(' and ')} advertises stands in the file of --config too; one of them is enough`,
    EXIT.usage,
  );
}

function withAdvertising(file: NodeFile, advertised: readonly Advertised[]): NodeFile {
  const interfaces = advertised.map(({ name, advertising }) => [name, { ...file.interfaces[name], advertising }] as const);
  return { ...file, interfaces: { ...file.interfaces, ...Object.fromEntries(interfaces) } };
}

const linkMtu = (file: NodeFile, { name, mtu }: AdvertisingNic): number => file.interfaces[name]?.mtu ?? file.mtu ?? mtu;

const NO_NAME = 'default';
const EMPTY_RECORD = `${NO_NAME}:`;

function recordOf(path: string, text: string, name: string, mtu: number): AdvertisingConfiguration | undefined {
  const read = advertisingFromRtadvdConf(text, { linkMtu: mtu });
  if (!read.ok) throw new Problem(read.error.map((one) => misreadingInOneLine(path, one)).join('\n'), EXIT.usage);
  return read.value.get(name);
}
