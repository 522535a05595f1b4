/** A picture made in the browser, ready to be sent; null where it cannot be made in the wanted format. */
export type Drawn = { blob: Blob; fileName: string } | null

const doors = ['#2f55d4', '#bc2f1d', '#177546', '#8a5300', '#6b3fa0'] as const
let drawn = 0

/** A photo of a house door, each time another one. */
export async function drawPhoto(): Promise<Drawn> {
  const number = ++drawn
  const canvas = canvasOf(640, 480, (pen) => {
    fill(pen, '#b9d3ea', [0, 0, 640, 420])
    wall(pen, [90, 40, 460, 380])
    fill(pen, '#8d8678', [0, 420, 640, 60])
    fill(pen, '#f4f2ee', [240, 130, 160, 290])
    fill(pen, doors[number % doors.length] ?? doors[0], [252, 142, 136, 278])
    fill(pen, '#ffffff33', [268, 160, 48, 100])
    fill(pen, '#ffffff33', [324, 160, 48, 100])
    pen.fillStyle = '#f0c27a'
    pen.beginPath()
    pen.arc(370, 300, 7, 0, 2 * Math.PI)
    pen.fill()
    fill(pen, '#a9773f', [430, 340, 110, 80])
    fill(pen, '#8a5c2c', [480, 340, 12, 80])
    pen.fillStyle = '#1e1d1b'
    pen.font = '600 30px sans-serif'
    pen.textAlign = 'center'
    pen.fillText(String(number + 11), 320, 118)
  })
  return asFile(canvas, 'image/jpeg', `photo-${number}.jpg`)
}

/** A smiling sun, as stickers are. */
export async function drawSticker(): Promise<Drawn> {
  const canvas = canvasOf(512, 512, (pen) => {
    pen.fillStyle = '#f0b429'
    for (let ray = 0; ray < 12; ray++) {
      pen.save()
      pen.translate(256, 256)
      pen.rotate((ray * Math.PI) / 6)
      pen.fillRect(-16, -244, 32, 70)
      pen.restore()
    }
    disc(pen, '#f7c948', 256, 256, 168)
    disc(pen, '#1e1d1b', 200, 226, 18)
    disc(pen, '#1e1d1b', 312, 226, 18)
    pen.strokeStyle = '#1e1d1b'
    pen.lineWidth = 16
    pen.lineCap = 'round'
    pen.beginPath()
    pen.arc(256, 264, 86, 0.15 * Math.PI, 0.85 * Math.PI)
    pen.stroke()
  })
  return asFile(canvas, 'image/webp', 'sun.webp')
}

/** Bricks in rows, each row set off by half a brick. */
function wall(pen: Pen, area: Area): void {
  const [left, top, width, height] = area
  pen.save()
  pen.beginPath()
  pen.rect(...area)
  pen.clip()
  fill(pen, '#c9bda8', area)
  for (let row = 0; row * 20 < height; row++)
    for (let x = -(row % 2) * 20; x < width; x += 40) fill(pen, '#bfb29b', [left + x, top + row * 20, 36, 16])
  pen.restore()
}

type Area = readonly [x: number, y: number, width: number, height: number]
type Pen = CanvasRenderingContext2D

function canvasOf(width: number, height: number, draw: (pen: Pen) => void): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (pen) draw(pen)
  return canvas
}

function fill(pen: Pen, colour: string, [x, y, width, height]: Area): void {
  pen.fillStyle = colour
  pen.fillRect(x, y, width, height)
}

function disc(pen: Pen, colour: string, x: number, y: number, radius: number): void {
  pen.fillStyle = colour
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.fill()
}

/** Browsers give a PNG instead of a format they cannot write. */
async function asFile(canvas: HTMLCanvasElement, type: string, fileName: string): Promise<Drawn> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, 0.9))
  return blob?.type === type ? { blob, fileName } : null
}
