/**
 * The picture in the README, made from the running product: `npm run pictures`. Plays a short story between the
 * simulated telephone and the desk, and puts both side by side. Needs a built web app and a browser (CHROMIUM_PATH).
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { demoUsers } from '../src/app/demo.ts'
import { startProduct } from '../src/testing/process.ts'

const target = join(import.meta.dirname, '../docs/desk-and-telephone.png')
const DESK = { width: 1240, height: 860 }

const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-pictures-'))
const product = await startProduct({ dataDir })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
try {
  const { origin } = product
  const context = await browser.newContext({ viewport: DESK, colorScheme: 'light' })
  const desk = await context.newPage()
  const [{ email, password }] = demoUsers
  await desk.request.post(`${origin}/api/auth/sign-in/email`, { data: { email, password }, headers: { origin } })
  await desk.goto(`${origin}/desk`)
  await desk.getByRole('button', { name: 'Become available' }).click()
  await customers(desk, origin)
  const phone = await context.newPage()
  await phone.setViewportSize({ width: 1440, height: 900 })
  await phone.goto(`${origin}/simulator`)
  await phone.getByText('Rosa Quintero').first().click()
  await phone.getByText('We have the second chair here').waitFor()
  const pictures = [
    await desk.screenshot(),
    await phone.getByRole('region', { name: /Rosa Quintero/ }).screenshot({ omitBackground: true }),
  ]
  await beside(await context.newPage(), pictures)
} finally {
  await browser.close()
  await product.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

/** Two customers write; one is answered, the other has just been offered. */
async function customers(desk: Page, origin: string): Promise<void> {
  const write = (phone: string, text: string) =>
    desk.request.post(`${origin}/simulator/api/control/phones/${phone}/act`, {
      data: { action: { type: 'text', text } },
      headers: { origin },
    })
  const answer = async (text: string) => {
    await desk.getByRole('textbox', { name: 'Reply' }).fill(text)
    await desk.keyboard.press('Control+Enter')
    await desk.getByText(text).last().waitFor()
  }
  await write('amara', 'Is the van still coming before noon?')
  await accept(desk)
  await write('rosa', 'Hi, I ordered two Fennel chairs and only one arrived. Order VH-20877.')
  await accept(desk)
  await answer('Hello Rosa, I am sorry about that. I will look it up right away.')
  await write('rosa', 'Thank you. I need both on Saturday.')
  await desk.getByText('I need both on Saturday').last().waitFor()
  await answer('We have the second chair here. It comes on Friday between 8 and 12, free of charge.')
  await desk.getByText('Delivered').nth(1).waitFor()
  await write('mira', 'Do you also have the Alder sofa in green?')
  await desk.getByRole('button', { name: /^Accept/ }).waitFor()
}

async function accept(desk: Page): Promise<void> {
  await desk.getByRole('button', { name: /^Accept/ }).click()
  await desk.getByRole('textbox', { name: 'Reply' }).waitFor()
}

async function beside(page: Page, pictures: readonly Buffer[]): Promise<void> {
  const images = pictures.map(
    (picture, index) =>
      `<img style="height:${index === 0 ? 700 : 640}px" src="data:image/png;base64,${picture.toString('base64')}">`,
  )
  await page.setViewportSize({ width: 1440, height: 740 })
  await page.setContent(`<body style="margin:0;height:740px;display:flex;gap:24px;align-items:center;justify-content:center;background:#dcd9d2">${images.join('')}
    <style>img{border-radius:10px;box-shadow:0 8px 28px rgba(30,25,15,.18)}</style></body>`)
  mkdirSync(join(target, '..'), { recursive: true })
  writeFileSync(target, await page.screenshot())
}
