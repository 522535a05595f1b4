import { crc32, deflateRawSync, deflateSync } from 'node:zlib'

/** Files as attackers make them. Each is small, whatever it claims. */

const chunk = (name: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, sum])
}

/** A PNG whose head claims this size, with the data of one pixel. */
export function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const pixel = deflateSync(Buffer.from([0, 255, 0, 0]))
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixel), chunk('IEND', Buffer.alloc(0))])
}

/** A JPEG whose frame claims this size, after `exif` bytes of EXIF. */
export function jpeg(width: number, height: number, exif = 0): Buffer {
  const segments: Buffer[] = [Buffer.from([0xff, 0xd8])]
  for (let left = exif; left > 0; left -= 65_533) {
    const data = Buffer.alloc(Math.min(left, 65_533), 'E')
    const head = Buffer.from([0xff, 0xe1, 0, 0])
    head.writeUInt16BE(data.length + 2, 2)
    segments.push(head, data)
  }
  const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  return Buffer.concat([...segments, frame, Buffer.from([0xff, 0xd9])])
}

/** A GIF of this size with so many empty frames. */
export function gif(width: number, height: number, frames: number): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\0\0\0', 'latin1')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  const frame = Buffer.from([0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0])
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])])
}

/** A WebP of the extended kind that claims this size. */
export function webp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(32, 4)
  bytes.write('WEBPVP8X', 8, 'latin1')
  bytes.writeUInt32LE(10, 16)
  bytes.writeUIntLE(width - 1, 24, 3)
  bytes.writeUIntLE(height - 1, 27, 3)
  return bytes
}

/** A ZIP with one file that unfolds to `unfolded` bytes. */
export function zip(name: string, unfolded: number): Buffer {
  const plain = Buffer.alloc(unfolded)
  const packed = deflateRawSync(plain)
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(8, 8)
  head.writeUInt32LE(crc32(plain), 14)
  head.writeUInt32LE(packed.length, 18)
  head.writeUInt32LE(plain.length, 22)
  head.writeUInt16LE(Buffer.byteLength(name), 26)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  return Buffer.concat([head, Buffer.from(name), packed, end])
}

export const script = '<script>fetch("/api/view").then(steal)</script>'
export const svg = Buffer.from(
  `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x()">${script}</svg>`,
)
export const html = Buffer.from(`<!doctype html><html><body>${script}</body></html>`)
/** Begins as a GIF, and is a script to whoever reads it as one. */
export const gifScript = Buffer.from('GIF89a/*\0\0\0\0*/=1;fetch("/api/view")//;')
/** A picture with a page behind its end. */
export const pictureWithPage = Buffer.concat([png(1, 1), html])
export const pdfWithScript = Buffer.from(
  '%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF',
)
