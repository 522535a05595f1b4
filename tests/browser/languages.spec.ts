import type { Phone } from './phones.ts'
import { expect, type Page, test } from './product.ts'

/** What one reads on the way through a conversation, in another language. */
const portuguese = {
  tag: 'pt',
  name: 'Português',
  becomeAvailable: 'Ficar disponível',
  accept: 'Aceitar',
  replyTo: (name: string) => `Responder a ${name}`,
  send: 'Enviar',
  delivered: 'Entregue',
  list: 'Interações',
  back: 'Voltar',
}
const spanish: typeof portuguese = {
  tag: 'es',
  name: 'Español',
  becomeAvailable: 'Ponerse disponible',
  accept: 'Aceptar',
  replyTo: (name) => `Responder a ${name}`,
  send: 'Enviar',
  delivered: 'Entregado',
  list: 'Interacciones',
  back: 'Volver',
}
const english: typeof portuguese = {
  tag: 'en',
  name: 'English',
  becomeAvailable: 'Become available',
  accept: 'Accept',
  replyTo: (name) => `Reply to ${name}`,
  send: 'Send',
  delivered: 'Delivered',
  list: 'Interactions',
  back: 'Back',
}

/** English that would stand somewhere on a desk with an open conversation, were it not translated. */
const englishWords =
  /\b(Offers|Mine|Queue|Reply|Note|Close|More|Template|Search|Delivered|Today|Answered|Overview|History|Clocks|Consent|Available|held|waiting|left)\b/

for (const { words, theme, member } of [
  { words: portuguese, theme: 'Dark', member: 'Joana Teles' },
  { words: spanish, theme: 'Light', member: 'Pilar Soto' },
] as const) {
  test(`the desk in ${words.name}, ${theme.toLowerCase()}: chosen once, kept, and nothing of it stays English`, async ({
    open,
    team,
    phones,
  }) => {
    const away = await team({ name: `Vila ${words.tag}`, agents: [member] })
    const page = await open(away.agents[0], { colorScheme: theme === 'Dark' ? 'light' : 'dark' })
    await page.goto('/me')
    await page.getByRole('combobox', { name: 'Theme' }).selectOption(theme)
    await page.getByRole('combobox', { name: 'Language' }).selectOption(words.name)
    await expect(page.getByRole('navigation').first()).not.toContainText('Live')
    await page.goto('/desk')
    await expect(page.getByRole('complementary', { name: words.list })).toBeVisible()
    expect(await page.evaluate('document.documentElement.lang')).toBe(words.tag)
    const light = Number(await page.evaluate(lightness))
    if (theme === 'Dark') expect(light).toBeLessThan(80)
    else expect(light).toBeGreaterThan(200)

    const rui = await phones.add('Rui Falcão', away.number)
    await talk(page, rui, words)
    await expect(page.getByText(englishWords)).toHaveCount(0)
  })
}

test('on a telephone: offered, accepted, answered, and back to the list', async ({ open, team, phones }) => {
  const small = await team({ name: 'Small', agents: ['Kit Moran'] })
  const page = await open(small.agents[0], { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  const lou = await phones.add('Lou Andersen', small.number)
  await talk(page, lou, english)
  await page.getByRole('button', { name: 'Show the contact' }).tap()
  await expect(page.getByRole('dialog')).toContainText('Known since')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('menuitem', { name: 'Close, then wrap up' }).tap()
  await page.getByRole('button', { name: 'Finish' }).tap()
  await expect(page.getByRole('complementary', { name: 'Interactions' })).toBeVisible()
  await expect(page.getByText('You hold nothing')).toBeVisible()
})

/** Become available, be offered what a phone writes, and answer it, in whatever language. */
async function talk(page: Page, phone: Phone, words: typeof portuguese): Promise<void> {
  await page.getByRole('button', { name: words.becomeAvailable }).click()
  await phone.writes('Olá, 12345')
  await page.getByRole('button', { name: words.accept, exact: true }).first().click()
  const reply = page.getByRole('textbox', { name: words.replyTo(phone.name) })
  await expect(page.getByRole('article', { name: new RegExp(`^${phone.name}, .*Olá, 12345`) })).toBeVisible()
  await reply.fill('Olá, 67890')
  await page.getByRole('button', { name: words.send, exact: true }).click()
  const sent = page.getByRole('article', { name: /Olá, 67890/ })
  await expect(sent.getByRole('img', { name: words.delivered, exact: true })).toBeVisible()
  await expect.poll(() => phone.texts()).toEqual(['Olá, 67890'])
}

/** How light the page is, from 0 to 255. */
const lightness = `(() => {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)
  return (red + green + blue) / 3
})()`
