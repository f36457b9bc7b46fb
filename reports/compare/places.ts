import { testFile } from '../view/file-names.js';

/** Where the report of each run is, by the run's name, as a path from the page; absent when it is not at hand. */
export type Places = ReadonlyMap<string, string>;

/** The page of a test in the report of a run; empty where that report is not at hand. */
export const testPage = (place: string | undefined, id: string): string =>
  place === undefined ? '' : `${place}/tests/${testFile(id, 'html')}`;

/** The folders that the links of a comparison lead into, as paths from its own: without them its verdicts lead nowhere. */
export const foldersLinked = (places: Places): readonly string[] => [
  ...new Set([...places.values()].map((place) => place.split('/').map(decodeURIComponent).join('/'))),
];
