import { expect, type Page } from '@playwright/test'
import { nameOf, SCRIPT_STRINGS } from './script-strings.ts'

/** Whatever a page of ours may ask its own server for: anything else was put there by somebody. */
const ourPaths =
  /^\/($|api\/|simulator($|\/api\/)|assets\/|emoji\/|desk|admin|me$|sign-in|api-docs|early\.js$|favicon(-offer)?\.svg$)/

/** Something that listens for a string that ran, was drawn, or asked for something. */
export type Watch = { page: Page; troubles: string[] }

/**
 * Put the functions that the strings try to call into every page that `page` opens from now on, and hear of dialogs and
 * of addresses nobody knows. Errors on the console, breaches of the policy and requests to others fail the test by
 * themselves (guard.ts).
 */
export async function watch(page: Page): Promise<Watch> {
  const troubles: string[] = []
  await page.addInitScript(`{
    const ran = (globalThis.ran = [])
    for (let index = 0; index < ${SCRIPT_STRINGS}; index++) {
      const name = 'c' + String(index).padStart(3, '0')
      Object.defineProperty(globalThis, name, { value: () => ran.push(name) })
    }
  }`)
  page.on('dialog', async (dialog) => {
    troubles.push(`a dialog opened: ${dialog.message()}`)
    await dialog.dismiss()
  })
  page.on('popup', (popup) => troubles.push(`a window opened: ${popup.url()}`))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && !ourPaths.test(url.pathname)) troubles.push(`asked for ${url.pathname}`)
  })
  return { page, troubles }
}

/** What a page shows: its text, and what stands in fields, titles and names for those who do not see it. */
const READ = `[
  document.title,
  document.body.textContent,
  ...[...document.querySelectorAll('[title], [aria-label], [alt], input, textarea')].flatMap((one) =>
    [one.getAttribute('title'), one.getAttribute('aria-label'), one.getAttribute('alt'), one.value]),
].filter((text) => typeof text === 'string').join('\\n')`

/** What no string may bring about. */
const FOUND = `[
  ...globalThis.ran.map((name) => 'ran: ' + name),
  ...[...document.querySelectorAll('[data-canary], #canary, [name=canary], x-canary, base, iframe, frame, object, embed, marquee, meta[http-equiv]')]
    .map((one) => 'drawn: ' + one.outerHTML.slice(0, 120)),
  ...[...document.scripts].filter((one) => !one.src.startsWith(location.origin + '/')).map((one) => 'a script: ' + one.outerHTML.slice(0, 120)),
  ...[...document.querySelectorAll('*')].flatMap((one) => [...one.attributes])
    .filter(({ name, value }) => name.startsWith('on')
      || (/^(href|src|action|formaction|data|xlink:href|srcdoc|poster|background)$/.test(name) && /^\\s*(java\\s*script|vbscript|data:text)/i.test(value)))
    .map(({ name, value, ownerElement }) => name + '=' + value.slice(0, 80) + ' on ' + ownerElement.tagName),
  ...[...document.querySelectorAll('a[href]')]
    .filter((one) => one.origin !== location.origin && !['blob:', 'mailto:', 'tel:'].includes(one.protocol))
    .filter((one) => !/^https?:$/.test(one.protocol) || one.target !== '_blank' || !/noopener/.test(one.rel))
    .map((one) => 'a link: ' + one.outerHTML.slice(0, 120)),
]`

const squeezed = (text: string): string => text.replace(/\s+/g, '')

/** Which of the strings do not stand on the page, whole. */
function missing(shown: string, strings: readonly string[]): string[] {
  const page = squeezed(shown)
  return strings.filter((text) => !page.includes(squeezed(text)))
}

/** The strings are on the screen, all of them, as text; and nothing came of them. */
export async function expectHarmless(watched: Watch, strings: readonly string[]): Promise<void> {
  const { page } = watched
  await expect
    .poll(async () => missing((await page.evaluate(READ)) as string, strings).slice(0, 5), 'not shown')
    .toEqual([])
  await expectNothingCame(watched)
}

/** The same for a list that holds only what is in sight: what it showed on the way from its top to its end. */
export async function expectHarmlessList(watched: Watch, list: string, strings: readonly string[]): Promise<void> {
  const { page } = watched
  await page.locator(list).first().waitFor()
  await expect
    .poll(async () => missing(await readThrough(page, list), strings).slice(0, 5), 'not shown in the list')
    .toEqual([])
  await expectNothingCame(watched)
}

/** The same for a thread, whose past comes page by page as one goes up. */
export async function expectHarmlessThread(watched: Watch, strings: readonly string[]): Promise<void> {
  const { page } = watched
  await page.getByRole('log').waitFor()
  await expect
    .poll(
      async () => {
        const shown = (await page.evaluate(`(document.querySelector('[role=log]').scrollTop = 0, ${READ})`)) as string
        return missing(shown, strings).slice(0, 5)
      },
      { message: 'not shown in the thread', intervals: [100] },
    )
    .toEqual([])
  await expectNothingCame(watched)
}

/** Only their names are on the screen, in what is no text of theirs any more, such as JSON; and nothing came of it. */
export async function expectHarmlessNames(watched: Watch, from: number, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => nameOf(from + index))
  const shown = async () => (await watched.page.evaluate(READ)) as string
  await expect.poll(async () => missing(await shown(), names).slice(0, 5), 'not shown').toEqual([])
  await expectNothingCame(watched)
}

export async function expectNothingCame({ page, troubles }: Watch): Promise<void> {
  expect(await page.evaluate(FOUND)).toEqual([])
  expect(page.frames().length).toBe(1)
  expect(troubles).toEqual([])
}

/** Scroll a list from its top to its end, and read it at each step. */
async function readThrough(page: Page, list: string): Promise<string> {
  return (await page.evaluate(`(async () => {
    const list = document.querySelector(${JSON.stringify(list)})
    const box = list.matches('[role=table]') ? list.parentElement : list
    const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const seen = []
    box.scrollTop = 0
    for (;;) {
      await painted()
      seen.push(${READ})
      if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) return seen.join('\\n')
      box.scrollTop += box.clientHeight
    }
  })()`)) as string
}
