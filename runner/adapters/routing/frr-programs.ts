/** Where Debian's package has the daemons of FRR. */
const FOLDER = '/usr/lib/frr';

export const ZEBRA = `${FOLDER}/zebra`;
export const RIPNGD = `${FOLDER}/ripngd`;
