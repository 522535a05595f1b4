import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type RunningProduct, startProduct } from '../../src/testing/process.ts'

/** The product twice, on one database, with clocks that leap together. */
export type Nodes = {
  readonly origins: readonly string[]
  /** How far the clocks are ahead, in milliseconds. */
  ahead(): number
  leap(ms: number): Promise<void>
  /** SIGKILL, and a new start on the same port. */
  restart(place: number): Promise<void>
  isRestarting(): boolean
  output(): string
  stop(): Promise<void>
}

export async function startNodes(url: string, folder: string, count: number): Promise<Nodes> {
  const env = {
    DATABASE_URL: url,
    SWITCHBOARD_SECRET_KEY: randomBytes(32).toString('base64'),
    // For its clock, which can be moved; the demonstration itself is not set up, because there are workspaces already.
    SWITCHBOARD_DEMO: 'bare',
    LOG_LEVEL: 'error',
  }
  const products: RunningProduct[] = []
  for (let place = 0; place < count; place++)
    products.push(await startProduct({ dataDir: join(folder, `node-${place}`), env }))
  let aheadMs = 0
  let restarting = 0
  /** One after the other, or two would both move a clock by what is missing. */
  let moving: Promise<unknown> = Promise.resolve()

  /** A clock is not kept over a kill; it is moved as far as all the others. */
  async function catchUp({ origin }: RunningProduct): Promise<void> {
    const address = `${origin}/simulator/api/control/clock`
    const { offset } = (await (await fetch(address)).json()) as { offset: number }
    if (offset >= aheadMs) return
    const headers = { 'content-type': 'application/json', origin }
    await fetch(address, { method: 'POST', headers, body: JSON.stringify({ advanceMs: aheadMs - offset }) })
  }
  return {
    origins: products.map(({ origin }) => origin),
    ahead: () => aheadMs,
    async leap(ms) {
      aheadMs += ms
      // One of them may be down; it leaps when it is back.
      moving = moving.then(() => Promise.allSettled(products.map(catchUp)))
      await moving
    },
    async restart(place) {
      const product = products[place]
      if (!product) return
      restarting++
      try {
        await product.kill()
        await product.start()
        moving = moving.then(() => catchUp(product))
        await moving
      } finally {
        restarting--
      }
    },
    isRestarting: () => restarting > 0,
    output: () => products.map((product) => product.output()).join('\n'),
    async stop() {
      await Promise.all(products.map((product) => product.kill()))
    },
  }
}
