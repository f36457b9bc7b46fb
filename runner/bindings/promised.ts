/** The result of a call that is made at once, as a promise; what it throws becomes the rejection. */
export const promised = <T>(make: () => T): Promise<T> => new Promise((resolve) => resolve(make()));
