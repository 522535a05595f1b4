import { expect, test } from 'vitest'
import { crc, oggOpus } from './ogg.ts'

type Page = { flags: number; granule: number; sequence: number; packets: Uint8Array[] }

/** Read a file as RFC 3533 says, and check every page on the way. */
function pagesOf(file: Uint8Array): Page[] {
  const pages: Page[] = []
  for (let at = 0; at < file.length; ) {
    const view = new DataView(file.buffer, file.byteOffset + at)
    expect(new TextDecoder().decode(file.subarray(at, at + 4))).toBe('OggS')
    const segments = file.subarray(at + 27, at + 27 + view.getUint8(26))
    const length = segments.reduce((sum, one) => sum + one, 0)
    const end = at + 27 + segments.length + length
    const bare = file.slice(at, end)
    bare.fill(0, 22, 26)
    expect(view.getUint32(22, true)).toBe(crc(bare))
    pages.push({
      flags: view.getUint8(5),
      granule: Number(view.getBigUint64(6, true)),
      sequence: view.getUint32(18, true),
      packets: packetsOf(segments, file.subarray(at + 27 + segments.length, end)),
    })
    at = end
  }
  return pages
}

function packetsOf(segments: Uint8Array, body: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = []
  let from = 0
  let to = 0
  for (const length of segments) {
    to += length
    if (length === 255) continue
    packets.push(body.subarray(from, to))
    from = to
  }
  return packets
}

const packet = (length: number) => ({ bytes: new Uint8Array(length).fill(length % 251), samples: 960 })

test('packets come out as they went in, over pages with a running count of samples', () => {
  const lengths = [0, 1, 254, 255, 256, 510, ...Array.from({ length: 60 }, (_, n) => 40 + n)]
  const pages = pagesOf(oggOpus(lengths.map(packet), null))
  const [head, tags, ...sound] = pages
  expect(new TextDecoder().decode(head?.packets[0]?.subarray(0, 8))).toBe('OpusHead')
  expect(head?.packets[0]).toHaveLength(19)
  expect(new TextDecoder().decode(tags?.packets[0]?.subarray(0, 8))).toBe('OpusTags')
  expect(sound.flatMap(({ packets }) => packets.map(({ length }) => length))).toEqual(lengths)
  expect(pages.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3])
  expect(pages.map(({ flags }) => flags)).toEqual([2, 0, 0, 4])
  expect(sound.map(({ granule }) => granule)).toEqual([50 * 960, 66 * 960])
})

test("the encoder's own head is kept", () => {
  const own = new TextEncoder().encode('OpusHead of the encoder')
  expect(pagesOf(oggOpus([packet(3)], own))[0]?.packets[0]).toEqual(own)
})

test('the checksum is that of Ogg', () => {
  // CRC-32/MPEG-2 without its start value: the check value of 123456789 for poly 04c11db7, init 0, no reflection.
  expect(crc(new TextEncoder().encode('123456789'))).toBe(0x89a1897f)
})
