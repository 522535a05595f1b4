import { become } from './desk.ts'
import { expect, type Locator, type Page, people, test } from './product.ts'

// Its crowd would stand in the way of whoever looks for one person among all who wait.
test.use({ productOf: 'the crowd' })

/** More than a table draws at once. */
const waiting = 150
const atOnce = 10

const list = (page: Page): Locator => page.getByRole('table', { name: 'Waiting' })
const rowOf = (page: Page, place: number): Locator => list(page).locator(`[role=row][aria-rowindex="${place + 1}"]`)
const box = (page: Page, place: number): Locator => rowOf(page, place).getByRole('checkbox')
const menu = (page: Page, place: number): Locator => rowOf(page, place).getByRole('button')

test('a long list is gone through with the keyboard: to its end and back, out of sight, and past a row that leaves', async ({
  open,
  team,
  phones,
}) => {
  const crowd = await team({ name: 'Stadium', agents: ['Ulla Terence'] })
  await become(await open(crowd.agents[0]), 'On break')
  for (let from = 0; from < waiting; from += atOnce)
    await Promise.all(
      Array.from({ length: atOnce }, async (_, n) => {
        const phone = await phones.add(`Fan ${String(from + n).padStart(3, '0')}`, crowd.number)
        await phone.writes('Where do we enter?')
      }),
    )
  const vera = await open(people.vera)
  await vera.getByRole('link', { name: 'Live board' }).click()
  await vera.getByRole('combobox', { name: 'Queue', exact: true }).click()
  await vera.getByRole('option', { name: crowd.name }).click()
  await expect(list(vera)).toHaveAttribute('aria-rowcount', String(waiting + 1))

  // To the end, back by a page, and to the beginning: where one is, is in sight.
  await box(vera, 1).focus()
  await vera.keyboard.press('End')
  await expect(box(vera, waiting)).toBeFocused()
  await expect(box(vera, waiting)).toBeInViewport()
  await vera.keyboard.press('PageUp')
  await expect(box(vera, waiting)).not.toBeFocused()
  await vera.keyboard.press('Home')
  await expect(box(vera, 1)).toBeFocused()
  // Two presses faster than the rows are drawn are two pages.
  await vera.keyboard.press('End')
  await vera.keyboard.press('ArrowUp')
  await expect(box(vera, waiting - 1)).toBeFocused()

  // Scrolled out of sight it keeps the focus, and the next key goes on from there.
  await vera.keyboard.press('Home')
  await expect(box(vera, 1)).toBeFocused()
  await rowOf(vera, 3).hover()
  await vera.mouse.wheel(0, waiting * 100)
  await expect(box(vera, waiting)).toBeVisible()
  await vera.keyboard.press('ArrowDown')
  await expect(box(vera, 2)).toBeFocused()
  await expect(box(vera, 2)).toBeInViewport()

  // A menu that is put away leaves the focus where it was opened.
  await menu(vera, 2).press('Enter')
  await expect(vera.getByRole('menuitem', { name: 'Give to an agent' })).toBeVisible()
  await vera.keyboard.press('Escape')
  await expect(menu(vera, 2)).toBeFocused()

  // What is given away leaves the list: whoever is next has the focus.
  const next = await rowOf(vera, 3).getByRole('button').getAttribute('aria-label')
  await menu(vera, 2).press('Enter')
  await vera.getByRole('menuitem', { name: 'Give to an agent' }).press('Enter')
  const dialog = vera.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Agent' }).click()
  await vera.getByRole('option', { name: /Ulla Terence/ }).click()
  await dialog.getByRole('button', { name: 'Give to an agent' }).press('Enter')
  await expect(list(vera).getByRole('button', { name: next ?? '' })).toBeFocused()
  await expect(menu(vera, 2)).toHaveAttribute('aria-label', next ?? '')
})
