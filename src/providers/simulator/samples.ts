import { deflateSync } from 'node:zlib'
import type { MediaKind } from './media.ts'

/** A small file of each kind, so that a phone can send one without having to choose it. */
export type Sample = { mimeType: string; fileName: string; bytes: Buffer }

/** Built at the first use. The video is only a container without pictures: enough to be stored, not to be watched. */
export function sample(kind: MediaKind | 'voice'): Sample {
  const known = made.get(kind)
  if (known) return known
  const built = BUILDERS[kind]()
  made.set(kind, built)
  return built
}

const made = new Map<string, Sample>()

const BUILDERS: Readonly<Record<MediaKind | 'voice', () => Sample>> = {
  image: () => ({ mimeType: 'image/png', fileName: 'photo.png', bytes: png(320, 240) }),
  video: () => ({ mimeType: 'video/mp4', fileName: 'clip.mp4', bytes: emptyMp4() }),
  audio: () => ({ mimeType: 'audio/ogg', fileName: 'sound.ogg', bytes: silence(2) }),
  voice: () => ({ mimeType: 'audio/ogg; codecs=opus', fileName: 'voice.ogg', bytes: silence(3) }),
  document: () => ({
    mimeType: 'application/pdf',
    fileName: 'Recibo nº 20931 – março.pdf',
    bytes: pdf('Velmora Home, receipt 20931'),
  }),
  sticker: () => ({ mimeType: 'image/webp', fileName: 'sticker.webp', bytes: Buffer.from(ONE_PIXEL_WEBP, 'base64') }),
}

const ONE_PIXEL_WEBP = 'UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=='

/** A picture of a dusk sky: a gradient, eight bits RGB. */
function png(width: number, height: number): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++) {
    const at = y * (width * 3 + 1)
    for (let x = 0; x < width; x++)
      rows.set(
        [60 + (y * 150) / height, 90 + (x * 60) / width, 170 - (y * 60) / height].map(Math.floor),
        at + 1 + x * 3,
      )
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(content.length, 0)
  frame.writeUInt32BE(reflectedCrc(typed), 4)
  return Buffer.concat([frame.subarray(0, 4), typed, frame.subarray(4)])
}

/** CRC-32 as PNG has it. */
function reflectedCrc(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

const OPUS_RATE = 48_000
const FRAME_SAMPLES = 960
/** RFC 6716: a frame of 20 ms that is silence, mono. */
const SILENT_FRAME = Buffer.from([0x08, 0xff, 0xfe])
const FRAMES_PER_PAGE = 50

/** Ogg Opus (RFC 3533, RFC 7845): a valid, mono, silent voice note of whole seconds. */
function silence(seconds: number): Buffer {
  const head = Buffer.concat([Buffer.from('OpusHead', 'latin1'), Buffer.from([1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0])])
  const vendor = Buffer.from('switchboard', 'latin1')
  const tags = Buffer.concat([Buffer.from('OpusTags', 'latin1'), littleEndian(vendor.length), vendor, littleEndian(0)])
  const pages = [
    oggPage([head], { granule: 0, sequence: 0, flags: 2 }),
    oggPage([tags], { granule: 0, sequence: 1, flags: 0 }),
  ]
  for (let page = 0; page < seconds; page++) {
    const frames = Array.from({ length: FRAMES_PER_PAGE }, () => SILENT_FRAME)
    const granule = (page + 1) * FRAMES_PER_PAGE * FRAME_SAMPLES
    pages.push(oggPage(frames, { granule, sequence: page + 2, flags: granule === seconds * OPUS_RATE ? 4 : 0 }))
  }
  return Buffer.concat(pages)
}

/** One Ogg page; every packet is shorter than 255 bytes. */
function oggPage(
  packets: readonly Buffer[],
  { granule, sequence, flags }: { granule: number; sequence: number; flags: number },
): Buffer {
  const header = Buffer.alloc(27)
  header.write('OggS', 0, 'latin1')
  header.writeUInt8(flags, 5)
  header.writeBigUInt64LE(BigInt(granule), 6)
  header.writeUInt32LE(7, 14)
  header.writeUInt32LE(sequence, 18)
  header.writeUInt8(packets.length, 26)
  const page = Buffer.concat([header, Buffer.from(packets.map(({ length }) => length)), ...packets])
  page.writeUInt32LE(oggCrc(page), 22)
  return page
}

/** CRC-32 as Ogg has it: not reflected, beginning with zero. */
function oggCrc(bytes: Buffer): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  return crc >>> 0
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** One page with one line of text. */
function pdf(line: string): Buffer {
  const content = `BT /F1 24 Tf 60 760 Td (${line}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = text.length
  const rows = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(
    `${text}xref\n0 6\n0000000000 65535 f \n${rows}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`,
    'latin1',
  )
}

/** The boxes every reader looks at first, and no pictures. */
function emptyMp4(): Buffer {
  const box = (type: string, content: Buffer): Buffer => {
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(content.length + 8, 0)
    frame.write(type, 4, 'latin1')
    return Buffer.concat([frame, content])
  }
  return Buffer.concat([
    box('ftyp', Buffer.from('mp42\0\0\0\0mp42isom', 'latin1')),
    box('free', Buffer.alloc(8)),
    box('mdat', Buffer.alloc(64)),
  ])
}
