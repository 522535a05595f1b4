import { sample } from '../../src/providers/simulator/samples.ts'
import { accept, become, expectTick, offer, ours, row, say, theirs, thread } from './desk.ts'
import { refusedWith } from './guard.ts'
import { expect, type Page, test } from './product.ts'

type ChosenFile = { name: string; mimeType: string; buffer: Buffer }

test('what a phone sends can be seen, heard and kept', async ({ open, team, phones }) => {
  const gallery = await team({ name: 'Gallery', agents: ['Ana Costa'] })
  const ana = await open(gallery.agents[0])
  await become(ana, 'Available')
  const lea = await phones.add('Lea Fontaine', gallery.number)
  await lea.does({ type: 'image', caption: 'This is the scratch' })
  await accept(ana, lea.name)

  const picture = ana.getByRole('img', { name: 'This is the scratch' })
  await expect(picture).toHaveJSProperty('naturalWidth', 320)
  await ana.getByRole('button', { name: 'Open the picture: This is the scratch' }).click()
  await expect(ana.getByRole('dialog').getByRole('img', { name: 'This is the scratch' })).toBeVisible()
  await ana.keyboard.press('Escape')
  await expect(ana.getByRole('dialog')).toHaveCount(0)

  await lea.does({ type: 'voice' })
  await ana.getByRole('button', { name: 'Play: Voice note' }).click()
  await expect(ana.getByRole('button', { name: 'Pause: Voice note' })).toBeVisible()
  await expect(ana.getByRole('slider', { name: 'Place in: Voice note' })).not.toHaveValue('0')
  await expect(ana.getByRole('button', { name: 'Play: Voice note' })).toBeVisible()

  await lea.does({ type: 'document', caption: 'And the receipt' })
  const downloading = ana.waitForEvent('download')
  await ana.getByRole('link', { name: 'Download Recibo nº 20931 – março.pdf' }).click()
  expect((await downloading).suggestedFilename()).toBe('Recibo nº 20931 – março.pdf')
})

test('a picture is sent with its caption; what WhatsApp would refuse is refused before it leaves', async ({
  serving,
  product,
  guard,
}) => {
  const scene = { team: 'Framing', agent: 'Ewan Byrne', customer: 'Noor Aziz', says: 'What would the frame look like?' }
  const { page: ewan, customer: noor } = await serving(scene)
  const uploads: string[] = []
  ewan.on('request', (request) => request.url().includes('/api/attachments?') && uploads.push(request.url()))

  const { bytes } = sample('image')
  await attach(ewan, {
    name: 'huge.png',
    mimeType: 'image/png',
    buffer: Buffer.concat([bytes, Buffer.alloc(6_000_000)]),
  })
  await expect(ewan.getByRole('listitem').filter({ hasText: 'huge.png' })).toContainText(
    '6 MB, limit 5 MB. Choose a smaller one.',
  )
  await attach(ewan, { name: 'setup.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') })
  await expect(ewan.getByRole('listitem').filter({ hasText: 'setup.exe' })).toContainText(
    'Files of this type cannot be sent.',
  )
  await attach(ewan, { name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) })
  await expect(ewan.getByRole('listitem').filter({ hasText: 'empty.png' })).toContainText('empty')
  expect(uploads).toEqual([])
  for (const name of ['huge.png', 'setup.exe', 'empty.png'])
    await ewan.getByRole('button', { name: `Remove ${name}` }).click()

  // What only calls itself a picture is found out by the server.
  guard.expect(refusedWith(415))
  await attach(ewan, { name: 'page.png', mimeType: 'image/png', buffer: Buffer.from('<script>hacked = 1</script>') })
  await ewan.getByRole('button', { name: 'Send', exact: true }).click()
  const refused = ewan.getByRole('article', { name: 'Message on its way' })
  await expect(refused).toContainText('Files of this type cannot be sent. Choose another.')
  await refused.getByRole('button', { name: 'Discard' }).click()
  await expect(refused).toHaveCount(0)
  expect(await noor.texts()).toEqual([])

  await attach(ewan, { name: 'frame.png', mimeType: 'image/png', buffer: bytes })
  await say(ewan, noor.name, 'Like this, in oak')
  const sent = ours(ewan, 'Like this, in oak')
  await expectTick(sent, 'Delivered')
  await expect(sent.getByRole('img', { name: 'Like this, in oak' })).toHaveJSProperty('naturalWidth', 320)
  const arrived = (await noor.messages()).at(-1)
  expect(arrived).toMatchObject({ type: 'image', shown: { text: 'Like this, in oak' } })
  const onPhone = await fetch(`${product.origin}/simulator/api/control/media/${arrived?.shown.media?.mediaId}`)
  expect(Buffer.from(await onPhone.arrayBuffer()).equals(bytes)).toBe(true)
})

test('what comes from outside stays text, wherever it stands', async ({ open, team, phones, product }) => {
  const evil = '<img src="//evil.example/x" onerror="window.hacked=1"><script>window.hacked=1</script>'
  const letters = await team({ name: 'Letters', agents: ['Iris Noble', 'Paul Egger'] })
  const iris = await open(letters.agents[0])
  await become(iris, 'Available')
  const mallory = await phones.add(`Mallory <b onclick="hacked=1">`, letters.number)
  await mallory.writes(evil)
  await expect(offer(iris, mallory.name)).toContainText(evil)
  await accept(iris, mallory.name)
  await expect(row(iris, mallory.name)).toContainText(evil)
  await expect(theirs(iris, mallory.name, evil)).toBeVisible()

  const file = (kind: 'image' | 'document', fileName: string) => {
    const { bytes, mimeType } = sample(kind)
    return { base64: bytes.toString('base64'), mimeType, fileName }
  }
  // Of a path only its last part is a name.
  const evilName = '<img src=x onerror=hacked=1>.pdf'
  await mallory.does({ type: 'document', file: file('document', `../../../etc/${evilName}`), caption: evil })
  await mallory.does({ type: 'image', file: file('image', evil), caption: evil })
  await mallory.does({ type: 'location', latitude: 51.5, longitude: -0.1, name: evil, address: evil })
  await mallory.does({ type: 'contacts', contacts: [{ name: evil, emails: ['a@b.example'], organisation: evil }] })
  await mallory.does({ type: 'form', response: JSON.stringify({ [evil]: evil }), body: evil })
  await mallory.writes('javascript:hacked=1 and https://velmora.example/<b>')
  const log = thread(iris, mallory.name)
  await expect(log.getByRole('link', { name: 'Download' })).toContainText(evilName)
  // Pictures out of sight are fetched when they come into it.
  await log.getByRole('img', { name: evil }).scrollIntoViewIfNeeded()
  await expect(log.getByRole('img', { name: evil })).toHaveJSProperty('naturalWidth', 320)
  await expect(log.getByRole('article').filter({ hasText: 'Show on the map' })).toContainText(evil)
  await expect(log.getByRole('article').filter({ hasText: 'a@b.example' })).toContainText(evil)
  await expect(log.getByRole('article').filter({ hasText: 'Filled in' })).toContainText(evil)
  await expect(log.getByRole('link', { name: 'javascript' })).toHaveCount(0)
  await expect(log.getByRole('link', { name: 'https://velmora.example/' })).toHaveAttribute('rel', /noopener/)

  const downloading = iris.waitForEvent('download')
  await log.getByRole('link', { name: 'Download' }).click()
  expect((await downloading).suggestedFilename()).not.toMatch(/[/\\]/)

  await say(iris, mallory.name, evil)
  await expectTick(ours(iris, evil), 'Delivered')
  await iris.getByRole('button', { name: 'Note', exact: true }).click()
  await iris.getByRole('textbox', { name: 'Note' }).fill(evil)
  await iris.getByRole('button', { name: 'Add note' }).click()
  await expect(log.getByRole('article', { name: /^Note by Iris Noble/ })).toContainText(evil)

  const phone = await iris.context().newPage()
  await phone.goto('/simulator')
  await phone.getByRole('button', { name: mallory.name }).click()
  await expect(phone.getByRole('log')).toContainText(evil)
  for (const page of [iris, phone]) expect(await page.evaluate('typeof hacked')).toBe('undefined')
  const served = await iris.request.get(`${product.origin}/api/attachments/..%2f..%2fetc%2fpasswd`)
  expect(served.status()).toBe(404)
})

/** Choose a file as one does, with the paper clip. */
async function attach(page: Page, file: ChosenFile): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach a file' }).click()
  await (await choosing).setFiles(file)
  await expect(page.getByRole('button', { name: `Remove ${file.name}` })).toBeVisible()
}
