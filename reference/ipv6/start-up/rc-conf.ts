import { isLoopback, isMulticast, isUnspecified, parseAddress, type Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';
import { quoted, type Misreading, type Place } from '../misreading.js';
import type { ConfiguredAddress } from '../node-configuration.js';
import { readAssignments, type Assignment } from './shell-assignments.js';

/** The start-up of IPv6 on a BSD as its `rc.conf` has it. Interfaces have the names that they have there. */
export interface StartUp {
  readonly hostname?: string;
  /** Packets are forwarded. */
  readonly isRouter: boolean;
  /** Left out: all. */
  readonly interfaces?: Named;
  readonly addresses: readonly InterfaceAddress[];
  readonly defaultRouter?: { readonly address: Address; readonly zone?: string; readonly place: Place };
  /** The routing daemon, and its options. */
  readonly routing?: { readonly program: 'route6d' | 'hroute6d'; readonly flags: string; readonly place: Place };
  /** Where Router Advertisements are sent; without names wherever there is an interface. */
  readonly advertising?: Partial<Named> & { readonly place: Place };
}

export interface InterfaceAddress extends ConfiguredAddress {
  /** As it stands in the name of the variable: there what is no letter or digit is an underscore. */
  readonly interfaceName: string;
  readonly place: Place;
}

interface Named {
  readonly names: readonly string[];
  readonly place: Place;
}

const PLAIN = [
  'ipv6_enable',
  'ipv6_network_interfaces',
  'ipv6_gateway_enable',
  'ipv6_router_enable',
  'ipv6_router',
  'ipv6_router_flags',
  'ipv6_defaultrouter',
  'rtadvd_enable',
  'rtadvd_interface',
];
const OF_INTERFACE = /^ipv6_ifconfig_(\w+?)(?:_alias(\d{1,5}))?$/;
const OURS = /^(ipv6|rtadvd)_/;
/** It names the node, and with it the console. */
const HOSTNAME = /^([a-z0-9-][a-z0-9.-]{0,79})?$/i;
const DEFAULT_LENGTH = 64;
const DEFAULT_ROUTING = '/usr/sbin/route6d';

/** Variables of other programs are none of our business; those of IPv6 that are not known here are complained of. */
export function readRcConf(text: string): Result<StartUp, readonly Misreading[]> {
  const read = readAssignments(text);
  if (!read.ok) return read;
  const reader = new RcConfReader(read.value);
  const startUp = reader.read();
  return reader.misreadings.length === 0 ? ok(startUp) : failed(reader.misreadings);
}

class RcConfReader {
  readonly misreadings: Misreading[] = [];
  readonly #variables: ReadonlyMap<string, Assignment>;

  constructor(variables: ReadonlyMap<string, Assignment>) {
    this.#variables = variables;
    for (const [name, { place }] of variables)
      if (OURS.test(name) && !PLAIN.includes(name) && !OF_INTERFACE.test(name))
        this.#complain(place, `${name}: is not known here; known are ${PLAIN.join(', ')}, ipv6_ifconfig_IF and ipv6_ifconfig_IF_alias0`);
  }

  read(): StartUp {
    if (!this.#isYes('ipv6_enable'))
      this.#complain(this.#placeOf('ipv6_enable'), 'ipv6_enable: is not YES, so that there would be no IPv6 at all');
    const hostname = this.#value('hostname');
    if (!HOSTNAME.test(hostname))
      this.#complain(this.#placeOf('hostname'), `hostname: wanted letters, digits, - and ., found ${quoted(hostname)}`);
    const interfaces = this.#names('ipv6_network_interfaces');
    const defaultRouter = this.#defaultRouter();
    const routing = this.#isYes('ipv6_router_enable') ? this.#routing() : undefined;
    const isAdvertising = this.#isYes('rtadvd_enable');
    return {
      ...(hostname !== '' && { hostname }),
      isRouter: this.#isYes('ipv6_gateway_enable'),
      ...(interfaces && interfaces.names[0] !== 'auto' && { interfaces }),
      addresses: this.#addresses(),
      ...(defaultRouter && { defaultRouter }),
      ...(routing && { routing }),
      ...(isAdvertising && { advertising: { ...this.#names('rtadvd_interface'), place: this.#placeOf('rtadvd_enable') } }),
    };
  }

  #complain(place: Place, text: string): void {
    this.misreadings.push({ place, text });
  }

  #value(name: string): string {
    return this.#variables.get(name)?.value.trim() ?? '';
  }

  /** Where a variable stands; one that is left out is missed at the beginning. */
  #placeOf(name: string): Place {
    return this.#variables.get(name)?.place ?? { line: 1, column: 1 };
  }

  #isYes(name: string): boolean {
    const value = this.#value(name);
    if (/^(yes|true|on|1)$/i.test(value)) return true;
    if (!/^(no|false|off|0|)$/i.test(value)) this.#complain(this.#placeOf(name), `${name}: wanted YES or NO, found ${quoted(value)}`);
    return false;
  }

  #names(variable: string): Named | undefined {
    const names = this.#value(variable).split(/\s+/).filter(Boolean);
    return names.length > 0 ? { names: [...new Set(names)], place: this.#placeOf(variable) } : undefined;
  }

  #routing(): StartUp['routing'] {
    const path = this.#value('ipv6_router') || DEFAULT_ROUTING;
    const program = path.replace(/^.*\//, '');
    const flags = this.#value('ipv6_router_flags');
    const place = this.#variables.has('ipv6_router_flags') ? this.#placeOf('ipv6_router_flags') : this.#placeOf('ipv6_router_enable');
    if (program === 'route6d') return { program, flags, place };
    const complaint =
      program !== 'hroute6d'
        ? `ipv6_router: wanted route6d or hroute6d, found ${quoted(path)}`
        : flags !== '' && 'ipv6_router_flags: of hroute6d only its file is read';
    if (complaint) return void this.#complain(this.#placeOf(program === 'hroute6d' ? 'ipv6_router_flags' : 'ipv6_router'), complaint);
    return { program: 'hroute6d', flags, place };
  }

  /** `fe80::1%ne0`, or NO. */
  #defaultRouter(): StartUp['defaultRouter'] {
    const value = this.#value('ipv6_defaultrouter');
    if (value === '' || /^no$/i.test(value)) return undefined;
    const place = this.#placeOf('ipv6_defaultrouter');
    const [, text = '', zone] = /^([^%]*)(?:%(.+))?$/.exec(value) ?? [];
    const address = unicast(text);
    if (address) return { address, place, ...(zone !== undefined && { zone }) };
    return void this.#complain(place, `ipv6_defaultrouter: wanted the address of a router, or NO, found ${quoted(value)}`);
  }

  /** Of each interface its own one, then its aliases by their numbers. */
  #addresses(): readonly InterfaceAddress[] {
    const found = [...this.#variables].flatMap(([variable, { value, place }]) => {
      const [, interfaceName, alias] = OF_INTERFACE.exec(variable) ?? [];
      return interfaceName === undefined
        ? []
        : [{ variable, interfaceName, number: alias === undefined ? -1 : Number(alias), value, place }];
    });
    const known = new Set(found.map(({ variable }) => variable));
    return found
      .sort((a, b) => a.number - b.number)
      .flatMap(({ variable, interfaceName, number, value, place }) => {
        const before = `ipv6_ifconfig_${interfaceName}_alias${number - 1}`;
        if (number > 0 && !known.has(before))
          this.#complain(place, `${variable}: would not be heeded, for there is no ${before}, and the search for aliases ends there`);
        const address = this.#address(variable, value, place);
        return address ? [{ ...address, interfaceName, place }] : [];
      });
  }

  /** As `ifconfig IF inet6` takes it: `2001:db8::1/64`, `2001:db8::1 prefixlen 64`, with `anycast` behind. */
  #address(variable: string, value: string, place: Place): ConfiguredAddress | undefined {
    const parts = /^(?:inet6\s+)?([^\s/]+)(?:\/(\d{1,3})|\s+prefixlen\s+(\d{1,3}))?(\s+anycast)?(?:\s+alias)?$/.exec(value.trim());
    const address = unicast(parts?.[1] ?? '');
    const prefixLength = Number(parts?.[2] ?? parts?.[3] ?? DEFAULT_LENGTH);
    if (address && prefixLength <= 128) return { address, prefixLength, ...(parts?.[4] !== undefined && { anycast: true }) };
    const wanted = 'wanted ADDRESS/LENGTH or ADDRESS prefixlen LENGTH, with anycast behind it or without';
    return void this.#complain(place, `${variable}: ${wanted}, found ${quoted(value)}`);
  }
}

function unicast(text: string): Address | undefined {
  const parsed = parseAddress(text);
  const isOne = parsed.ok && !isMulticast(parsed.value) && !isUnspecified(parsed.value) && !isLoopback(parsed.value);
  return isOne ? parsed.value : undefined;
}
