import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ConfigTrouble, loadSecretKey, openDataFolder, readConfig } from './config.ts'

const KEY = Buffer.from('0123456789abcdef0123456789abcdef')

test('with nothing set, everything has a value', () => {
  expect(readConfig({})).toEqual({
    port: 4000,
    host: '127.0.0.1',
    databaseUrl: null,
    dataFolder: resolve('.data'),
    demo: 'whole',
    secretKey: null,
    publicUrl: 'http://127.0.0.1:4000',
    allowPrivateAddresses: [],
    trustedProxies: [],
    oldSecretKeys: [],
    metricsToken: null,
    logLevel: 'info',
  })
  expect(readConfig({ PORT: '', DATABASE_URL: '  ', SWITCHBOARD_SECRET_KEY: '' })).toEqual(readConfig({}))
})

test('everything can be set', () => {
  expect(
    readConfig({
      PORT: '8080',
      HOST: '::',
      TRUST_PROXY: '10.0.0.2, fd00::/8',
      DATABASE_URL: 'postgresql://sb:pw@db:5432/sb?sslmode=require',
      SWITCHBOARD_DATA: '/var/lib/switchboard',
      SWITCHBOARD_DEMO: 'off',
      SWITCHBOARD_SECRET_KEY: KEY.toString('hex'),
      PUBLIC_URL: 'https://desk.example.com/',
      SWITCHBOARD_OLD_SECRET_KEYS: `${'ab'.repeat(32)}, ${Buffer.alloc(32, 7).toString('base64')}`,
      ALLOW_PRIVATE_ADDRESSES: '10.0.0.5:8443, gateway.internal:*,[fd00::5]:443',
      METRICS_TOKEN: 'a-token-for-the-figures',
      LOG_LEVEL: 'debug',
    }),
  ).toEqual({
    port: 8080,
    trustedProxies: ['10.0.0.2', 'fd00::/8'],
    host: '::',
    databaseUrl: 'postgresql://sb:pw@db:5432/sb?sslmode=require',
    dataFolder: '/var/lib/switchboard',
    demo: false,
    secretKey: KEY,
    publicUrl: 'https://desk.example.com',
    oldSecretKeys: [Buffer.from('ab'.repeat(32), 'hex'), Buffer.alloc(32, 7)],
    allowPrivateAddresses: [
      { host: '10.0.0.5', port: 8443, path: '/' },
      { host: 'gateway.internal', port: null, path: '/' },
      { host: 'fd00::5', port: 443, path: '/' },
    ],
    metricsToken: 'a-token-for-the-figures',
    logLevel: 'debug',
  })
  for (const encoding of ['base64', 'base64url', 'hex'] as const) {
    expect(readConfig({ SWITCHBOARD_SECRET_KEY: KEY.toString(encoding) }).secretKey).toEqual(KEY)
  }
})

test.each([
  ['127.0.0.1', 'http://127.0.0.1:4000'],
  ['0.0.0.0', 'http://localhost:4000'],
  ['::', 'http://localhost:4000'],
  ['::1', 'http://[::1]:4000'],
  ['desk.internal', 'http://desk.internal:4000'],
])('the public address when listening on %s is %s', (HOST, publicUrl) => {
  expect(readConfig({ HOST }).publicUrl).toBe(publicUrl)
})

test.each([
  ['PORT', '80x', 'is not a whole number from 0 to 65535'],
  ['PORT', '-1', 'is not a whole number'],
  ['PORT', '65536', 'is above 65535'],
  ['PORT', '4000.5', 'is not a whole number'],
  ['HOST', 'http://localhost', 'is not a host name or an IP address'],
  ['HOST', 'a b', 'is not a host name or an IP address'],
  ['DATABASE_URL', 'localhost', 'is not a URL'],
  ['DATABASE_URL', 'mysql://root:hunter2@db/x', 'does not begin with postgres://'],
  ['DATABASE_URL', 'postgres:///x', 'names no host'],
  ['DATABASE_URL', 'postgres://root:hunter2@db', 'names no database'],
  ['SWITCHBOARD_DATA', 'a\0b', 'is not a path'],
  ['SWITCHBOARD_DEMO', 'yes', 'is neither on, bare nor off'],
  ['SWITCHBOARD_SECRET_KEY', 'hunter2', 'is not 32 bytes written in base64 or hex'],
  ['SWITCHBOARD_SECRET_KEY', 'hunter2'.repeat(9), 'is not 32 bytes written in base64 or hex'],
  ['SWITCHBOARD_SECRET_KEY', 'hunter2 with spaces', 'is not 32 bytes written in base64 or hex'],
  ['SWITCHBOARD_OLD_SECRET_KEYS', 'hunter2,hunter2', 'is not a list of 32 bytes'],
  ['PUBLIC_URL', 'desk.example.com', 'is not a URL'],
  ['PUBLIC_URL', 'ftp://desk.example.com', 'does not begin with https:// or http://'],
  ['PUBLIC_URL', 'https://desk.example.com/app', 'goes on after the host and port'],
  ['PUBLIC_URL', 'https://u:hunter2@desk.example.com', 'carries a user name or a password'],
  ['ALLOW_PRIVATE_ADDRESSES', '10.0.0.5', 'is not a list of host:port'],
  ['ALLOW_PRIVATE_ADDRESSES', '10.0.0.5:8443,*:*', 'is not a list of host:port'],
  ['ALLOW_PRIVATE_ADDRESSES', '10.0.0.0/33:1', 'is not a list of host:port'],
  ['ALLOW_PRIVATE_ADDRESSES', '127.1:1', 'is not a list of host:port'],
  ['LOG_LEVEL', 'loud', 'is not one of fatal, error,'],
])('%s=%j is refused in one sentence', (name, value, problem) => {
  const trouble = caught(() => readConfig({ [name]: value }))
  expect(trouble.exitCode).toBe(2)
  expect(trouble.message).toContain(`${name} is `)
  expect(trouble.message).toContain(problem)
  expect(trouble.message).toContain(`for example ${name}=`)
  expect(trouble.message).not.toContain('\n')
  if (name === 'DATABASE_URL' || name.endsWith('_SECRET_KEY') || name.endsWith('_KEYS'))
    expect(trouble.message).not.toContain('hunter2')
})

function caught(act: () => unknown): ConfigTrouble {
  try {
    act()
  } catch (error) {
    if (error instanceof ConfigTrouble) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const folders: string[] = []
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'switchboard-config-'))
  folders.push(made)
  return made
}
afterEach(async () => {
  for (const made of folders.splice(0)) await rm(made, { recursive: true, force: true })
})
const databaseIsNew = async () => true
const databaseIsOld = async () => false

test('a key is made once, kept for the owner alone, and found again', async () => {
  const dataFolder = join(await folder(), 'deep', 'data')
  await openDataFolder({ dataFolder })
  const made = await loadSecretKey({ dataFolder, secretKey: null }, databaseIsNew)
  expect(made).toHaveLength(32)
  expect((await stat(join(dataFolder, 'secret-key'))).mode & 0o777).toBe(0o600)
  expect(await loadSecretKey({ dataFolder, secretKey: null }, databaseIsOld)).toEqual(made)
  expect(await readdir(dataFolder)).toEqual(['secret-key'])
})

test('a proxy is an address or a network, never everybody', () => {
  for (const TRUST_PROXY of ['true', '*', '0.0.0.0/0', '::/0', '10.0.0.2/33', '10.0.0.2,', 'proxy.internal'])
    expect(() => readConfig({ TRUST_PROXY }), TRUST_PROXY).toThrow(/^TRUST_PROXY is .* is not a list of IP addresses/)
})

test('a token for the figures is one that is not guessed, and is never shown', () => {
  for (const METRICS_TOKEN of ['short', 'two words of sixteen letters'])
    expect(() => readConfig({ METRICS_TOKEN })).toThrow(/^METRICS_TOKEN is .* but its value is not 16 to 200 letters/)
})

test('of two starts at once, both get the same key', async () => {
  const dataFolder = await folder()
  const load = () => loadSecretKey({ dataFolder, secretKey: null }, databaseIsNew)
  const keys = await Promise.all([load(), load(), load(), load()])
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
})

test('a key in the environment is used and not written down', async () => {
  const dataFolder = await folder()
  expect(await loadSecretKey({ dataFolder, secretKey: KEY }, databaseIsOld)).toEqual(KEY)
  expect(await readdir(dataFolder)).toEqual([])
})

test('no new key is made for a database that already holds credentials', async () => {
  const dataFolder = await folder()
  await expect(loadSecretKey({ dataFolder, secretKey: null }, databaseIsOld)).rejects.toThrow(
    /SWITCHBOARD_SECRET_KEY is unset/,
  )
  expect(await readdir(dataFolder)).toEqual([])
})

test('a damaged key file is refused, never replaced', async () => {
  const dataFolder = await folder()
  await writeFile(join(dataFolder, 'secret-key'), 'damaged')
  await expect(loadSecretKey({ dataFolder, secretKey: null }, databaseIsNew)).rejects.toThrow(ConfigTrouble)
  expect(await readFile(join(dataFolder, 'secret-key'), 'utf8')).toBe('damaged')
})

test('a data folder that cannot be one is refused in one sentence', async () => {
  const file = join(await folder(), 'a-file')
  await writeFile(file, '')
  await expect(openDataFolder({ dataFolder: file })).rejects.toThrow(/^SWITCHBOARD_DATA is .*a-file" cannot be made/)
  await expect(openDataFolder({ dataFolder: join(file, 'inside') })).rejects.toThrow(ConfigTrouble)
})
