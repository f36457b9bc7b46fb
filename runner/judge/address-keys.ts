import { addressKey } from '../../reference/net/address.js';

const SLOTS = 1_024;

/**
 * `addressKey`, remembering the keys of the addresses seen last: most packets come from and go to addresses that were
 * there a moment ago, and a string that exists already is found faster in a map than a new one.
 */
export class AddressKeys {
  private readonly octets = new Uint8Array(16 * SLOTS);
  private readonly keys = Array<string | undefined>(SLOTS).fill(undefined);

  of(address: Uint8Array): string {
    const mixed = ((address[15] as number) ^ ((address[14] as number) << 3) ^ ((address[7] as number) << 5)) + (address[0] as number) * 7;
    const slot = mixed & (SLOTS - 1);
    const at = 16 * slot;
    const known = this.keys[slot];
    if (known !== undefined && this.holds(at, address)) return known;
    const key = addressKey(address);
    this.keys[slot] = key;
    this.octets.set(address, at);
    return key;
  }

  private holds(at: number, address: Uint8Array): boolean {
    for (let i = 15; i >= 0; i--) if (this.octets[at + i] !== address[i]) return false;
    return true;
  }
}
