/** The part of the `cap` package that is used; the package brings no types. */
export interface CapHandle {
  /** Returns the link type as a word: `ETHERNET`, `RAW`... Throws on failure; the object is then not to be touched again. */
  open(device: string, filter: string, bufferOctets: number, receive: Buffer): string;
  send(octets: Buffer, length: number): void;
  close(): boolean;
  on(event: 'packet', listener: (octets: number, truncated: boolean) => void): this;
}

export interface CapModule {
  readonly Cap: new () => CapHandle;
}

/** Loads the optional native module; rejects when it was not installed, not built, or finds no libpcap. */
export async function loadCap(): Promise<CapModule> {
  const name = 'cap';
  const loaded = (await import(name)) as { readonly default: CapModule };
  return loaded.default;
}
