import { fileTypeFromBuffer } from 'file-type'
import { bareType } from './core/files.ts'

/** What is kept as it is, shown nowhere and run by nobody. */
const UNKNOWN = 'application/octet-stream'

/**
 * The largest picture that is shown: larger than any telephone takes, and still what a browser can unfold. A few bytes
 * can claim any size, and whoever shows them needs four bytes of memory for each pixel.
 */
export const maxPicturePixels = 120_000_000
export const maxPictureSide = 30_000
/** More than any camera writes before the picture begins. */
const MAX_SEGMENTS = 10_000

/** Types that bytes do not show (text, CSV) are taken from the sender's word, but never one that a browser would run. */
export async function typeOfUpload(bytes: Buffer, declared: string): Promise<string> {
  const seen = await typeSeen(bytes)
  // A recorded voice note and a video share containers; the recorder knows which it made.
  if (seen && familyOf(declared) === 'audio' && /^(video|audio)\/(ogg|mp4|webm)$/.test(seen))
    return seen.replace('video/', 'audio/')
  if (seen) return seen
  return ['text/plain', 'text/csv'].includes(bareType(declared)) ? bareType(declared) : UNKNOWN
}

/** A provider's word about what a contact sent counts as far as the bytes do not say otherwise. */
export async function typeOfArrived(bytes: Buffer, declared: string): Promise<string> {
  const family = familyOf(declared)
  if (!['image', 'video', 'audio'].includes(family)) return declared
  const seen = await typeSeen(bytes)
  if (seen === null) return family === 'image' ? UNKNOWN : declared
  const isHeard = (type: string) => ['video', 'audio'].includes(familyOf(type))
  // The same container holds both, and here too the sender knows which it is.
  return isHeard(declared) && isHeard(seen) ? declared : seen
}

async function typeSeen(bytes: Buffer): Promise<string | null> {
  const seen = (await fileTypeFromBuffer(bytes))?.mime ?? null
  return seen !== null && isTooLargeToShow(bytes, seen) ? UNKNOWN : seen
}

const familyOf = (type: string): string => bareType(type).split('/')[0] ?? ''

function isTooLargeToShow(bytes: Buffer, type: string): boolean {
  const size = pictureSize(bytes, type)
  if (size === null) return false
  const { width, height } = size
  return Math.max(width, height) > maxPictureSide || width * height > maxPicturePixels
}

type Size = { width: number; height: number }

/** How large a picture says it is; null for what is no picture, or does not say. Reads no further than its head. */
export function pictureSize(bytes: Buffer, type: string): Size | null {
  switch (bareType(type)) {
    case 'image/png':
    case 'image/apng':
      // PNG specification, 11.2.1: IHDR comes first.
      return bytes.length < 24 ? null : { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    case 'image/gif':
      return bytes.length < 10 ? null : { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
    case 'image/jpeg':
      return jpegSize(bytes)
    case 'image/webp':
      return webpSize(bytes)
    default:
      return null
  }
}

/** ITU T.81, B.1: segments until the frame header. Each names its length, so that a huge EXIF costs one step. */
function jpegSize(bytes: Buffer): Size | null {
  let at = 2
  for (let steps = 0; steps < MAX_SEGMENTS && at + 9 <= bytes.length; steps++) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    // Fill bytes, and markers without a segment.
    if (marker === 0xff) at += 1
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else at += 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}

/** RFC 9649, 2.5 to 2.7: three kinds, each with its own way of writing the size. */
function webpSize(bytes: Buffer): Size | null {
  if (bytes.length < 30) return null
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
    default:
      return null
  }
}
