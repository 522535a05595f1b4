/** One Opus packet and how much sound is in it, in samples of 48 kHz. */
export type OpusPacket = { bytes: Uint8Array; samples: number }

/** RFC 3533: a page holds at most 255 segments of at most 255 bytes. */
const maxSegments = 255
/** One second of frames of 20 ms on a page, as encoders commonly do. */
const packetsPerPage = 50
const firstPage = 2
const lastPage = 4

/**
 * Packets as an Ogg Opus file, one channel (RFC 3533, RFC 7845). `head` is the encoder's own OpusHead, where it gave one.
 * Throws on a packet that does not fit a page: Opus makes none.
 */
export function oggOpus(packets: readonly OpusPacket[], head: Uint8Array | null): Uint8Array<ArrayBuffer> {
  const pages = [
    page([head ?? opusHead()], { granule: 0, sequence: 0, flags: firstPage }),
    page([opusTags()], { granule: 0, sequence: 1, flags: 0 }),
  ]
  let granule = 0
  for (let at = 0; at < packets.length; at += packetsPerPage) {
    const group = packets.slice(at, at + packetsPerPage)
    granule += group.reduce((sum, { samples }) => sum + samples, 0)
    const flags = at + packetsPerPage >= packets.length ? lastPage : 0
    pages.push(
      page(
        group.map(({ bytes }) => bytes),
        { granule, sequence: pages.length, flags },
      ),
    )
  }
  return joined(pages)
}

/** RFC 7845, section 5.1: version 1, one channel, 312 samples to skip, 48 kHz, no gain, mapping family 0. */
const opusHead = (): Uint8Array => Uint8Array.of(...ascii('OpusHead'), 1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0)

function opusTags(): Uint8Array {
  const vendor = ascii('switchboard')
  return Uint8Array.of(...ascii('OpusTags'), ...littleEndian(vendor.length), ...vendor, ...littleEndian(0))
}

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))
const littleEndian = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff)

type Place = { granule: number; sequence: number; flags: number }

function page(packets: readonly Uint8Array[], { granule, sequence, flags }: Place): Uint8Array {
  const segments = packets.flatMap(({ length }) => [...Array<number>(Math.floor(length / 255)).fill(255), length % 255])
  if (segments.length > maxSegments) throw new RangeError(`${segments.length} segments do not fit an Ogg page`)
  const header = new Uint8Array(27)
  const fields = new DataView(header.buffer)
  header.set(ascii('OggS'))
  header[5] = flags
  fields.setBigUint64(6, BigInt(granule), true)
  fields.setUint32(14, 1, true)
  fields.setUint32(18, sequence, true)
  header[26] = segments.length
  const whole = joined([header, Uint8Array.from(segments), ...packets])
  new DataView(whole.buffer).setUint32(22, crc(whole), true)
  return whole
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** RFC 3533: CRC-32 with 0x04c11db7, not reflected, beginning with zero, over the page with zeros in its place. */
export function crc(bytes: Uint8Array): number {
  let value = 0
  for (const byte of bytes) {
    value ^= byte << 24
    for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1
  }
  return value >>> 0
}
