export { decodeFrame, decodePacket, layer, type ChecksumState, type DecodedFrame, type Layer } from './decode-frame.js';
export { frame, withEthernet, type FrameDraft } from './frame-draft.js';
export { builder, cut, linkPadding, raw, type LayerDraft } from './layer-draft.js';
