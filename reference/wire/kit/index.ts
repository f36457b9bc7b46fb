export * from './field.js';
export {
  message,
  option,
  titleOf,
  type AnyMessage,
  type DecodeError,
  type Draft,
  type Extent,
  type Message,
  type MessageTraits,
  type Value,
} from './message.js';
export { tlvFamily, type AnyTlvFamily, type TlvDraft, type TlvFamily, type TlvValue } from './tlv.js';
export { EncodeMistake } from './writer.js';
