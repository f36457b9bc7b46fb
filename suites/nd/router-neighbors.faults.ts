import { configure, fault, faults } from '../kit/faults.js';

const waiting = fault('remembers nobody that it did not ask for', configure({ features: { gratuitousEntries: false } }));

faults('nd.router-gratuitous', { 'all-routers-o0': waiting, 'all-routers-o1': waiting, 'all-nodes-o0': waiting, 'all-nodes-o1': waiting });
