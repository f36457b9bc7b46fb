import { keyWords, notTheDevice, type Reasons } from './kinds.js';

/** Router Renumbering. */
export const renumberingReasons: Readonly<Record<number, Reasons>> = {
  2894: {
    '2.2': keyWords,
    '8': notTheDevice('asks the management station to alert its operator'),
    '8.3': notTheDevice('tells the management station how to find routers that missed a reset'),
  },
};
