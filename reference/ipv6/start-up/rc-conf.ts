import { isLoopback, isUnicast, parseAddress, type Address } from '../../net/address.js';
import { quoted } from '../../net/quoted.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { Misreading, Place } from '../misreading.js';
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
  /** Router Advertisements are sent: on the interfaces named, or wherever there is one. */
  readonly advertising?: { readonly place: Place; readonly on?: Named };
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
const HOSTNAME = /^(?!\.)[a-z0-9.-]{0,80}$/i;
const ALL = 'auto';
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
    if (this.#yesOrNo('ipv6_enable') === 'no')
      this.#complain(this.#placeOf('ipv6_enable'), 'ipv6_enable: is not YES, so that there would be no IPv6 at all');
    const hostname = this.#value('hostname');
    if (!HOSTNAME.test(hostname))
      this.#complain(
        this.#placeOf('hostname'),
        `hostname: wanted at most 80 letters, digits, - and ., the first of them no ., found ${quoted(hostname)}`,
      );
    const interfaces = this.#networkInterfaces();
    const defaultRouter = this.#defaultRouter();
    const routing = this.#isYes('ipv6_router_enable') ? this.#routing() : undefined;
    const isAdvertising = this.#isYes('rtadvd_enable');
    const advertisingOn = this.#names('rtadvd_interface');
    return {
      ...(hostname !== '' && { hostname }),
      isRouter: this.#isYes('ipv6_gateway_enable'),
      ...(interfaces && { interfaces }),
      addresses: this.#addresses(),
      ...(defaultRouter && { defaultRouter }),
      ...(routing && { routing }),
      ...(isAdvertising && { advertising: { place: this.#placeOf('rtadvd_enable'), ...(advertisingOn && { on: advertisingOn }) } }),
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
    return this.#yesOrNo(name) === 'yes';
  }

  #yesOrNo(name: string): 'yes' | 'no' | undefined {
    const value = this.#value(name);
    if (/^(yes|true|on|1)$/i.test(value)) return 'yes';
    if (/^(no|false|off|0|)$/i.test(value)) return 'no';
    return void this.#complain(this.#placeOf(name), `${name}: wanted YES or NO, found ${quoted(value)}`);
  }

  #names(variable: string): Named | undefined {
    const names = this.#value(variable).split(/\s+/).filter(Boolean);
    return names.length > 0 ? { names: [...new Set(names)], place: this.#placeOf(variable) } : undefined;
  }

  #networkInterfaces(): Named | undefined {
    const named = this.#names('ipv6_network_interfaces');
    if (!named?.names.includes(ALL)) return named;
    if (named.names.length > 1) this.#complain(named.place, `ipv6_network_interfaces: ${ALL} means all of them, and stands alone`);
    return undefined;
  }

  #routing(): StartUp['routing'] {
    const path = this.#value('ipv6_router') || DEFAULT_ROUTING;
    const program = path.replace(/^.*\//, '');
    if (program !== 'route6d' && program !== 'hroute6d')
      return void this.#complain(this.#placeOf('ipv6_router'), `ipv6_router: wanted route6d or hroute6d, found ${quoted(path)}`);
    const flags = this.#value('ipv6_router_flags');
    if (program === 'hroute6d' && flags !== '')
      return void this.#complain(this.#placeOf('ipv6_router_flags'), 'ipv6_router_flags: of hroute6d only its file is read');
    const place = this.#placeOf(this.#variables.has('ipv6_router_flags') ? 'ipv6_router_flags' : 'ipv6_router_enable');
    return { program, flags, place };
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
  const isOne = parsed.ok && isUnicast(parsed.value) && !isLoopback(parsed.value);
  return isOne ? parsed.value : undefined;
}
