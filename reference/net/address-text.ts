import { formatAddress } from './address.js';
import { formatIpv4Address, isIpv4 } from './ipv4-address.js';

/** An address of either protocol. */
export const addressText = (address: Uint8Array): string => (isIpv4(address) ? formatIpv4Address(address) : formatAddress(address));
