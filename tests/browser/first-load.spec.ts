import { gzipSync } from 'node:zlib'
import { expect, test } from './product.ts'

/** What a desk may cost before it can be used. Bytes. */
const MOST_SCRIPT = 250_000

test('the desk asks for at most 250 kB of script, packed, before it rests', async ({ serving }) => {
  const { page: served } = await serving({
    team: 'Featherweights',
    agent: 'Lena Falk',
    customer: 'Boris Kuhn',
    says: 'Hello',
  })
  const page = await served.context().newPage()
  const addresses = new Set<string>()
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') addresses.add(response.url())
  })
  await page.goto('/desk', { waitUntil: 'networkidle' })
  await page.getByRole('option').first().waitFor()
  await page.waitForLoadState('networkidle')
  const sizes = await Promise.all(
    [...addresses].map(async (address) => {
      const packed = gzipSync(await (await page.request.get(address)).body(), { level: 9 })
      return { name: new URL(address).pathname, bytes: packed.length }
    }),
  )
  const bytes = sizes.reduce((sum, one) => sum + one.bytes, 0)
  const largest = sizes.toSorted((a, b) => b.bytes - a.bytes).map((one) => `${one.bytes} ${one.name}`)
  expect(addresses.size, 'the desk is in the scripts that were counted').toBeGreaterThan(10)
  expect(bytes, largest.join('\n')).toBeLessThanOrEqual(MOST_SCRIPT)
})

test('over plain http from another computer the page says where to go', async ({ browserOf, product, guard }) => {
  guard.expect(/A request went out to http:\/\/desk\.example\//, /Cross-Origin-Opener-Policy header has been ignored/)
  const page = await (await browserOf({ baseURL: 'http://desk.example' })).newPage()
  await page.route('http://desk.example/**', async (route) => {
    const { pathname, search } = new URL(route.request().url())
    await route.fulfill({ response: await route.fetch({ url: `${product.origin}${pathname}${search}` }) })
  })
  await page.goto('/desk')
  await expect(page.getByRole('main')).toContainText('This address is not secure')
  await expect(page.getByRole('main')).toContainText('begins with https://')
})
