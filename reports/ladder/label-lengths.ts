/** What fits into the column beside the lanes, in characters of the fixed-width font. */
export const LABEL_CHARACTERS = 100;
/** Bold letters are wider, capitals most. */
export const CAPTION_CHARACTERS = 92;
export const LABEL_WIDTH = 740;
