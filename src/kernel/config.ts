import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { type Allowance, parseAllowance } from './addresses.ts'
import { keepOnce, readIfThere } from './files.ts'
import type { LogLevel } from './log.ts'
import { SECRET_KEY_BYTES } from './secrets.ts'

/** What whoever starts the program decided. Everything else is a setting inside it. */
export type Config = {
  /** 0 means any free port. */
  port: number
  host: string
  /** A Postgres of your own; null means the embedded one. */
  databaseUrl: string | null
  /** Absolute path of the folder with the embedded database, the secret key and attachments. */
  dataFolder: string
  /** Whether a new installation is filled with an invented workspace. */
  /** `bare`: people, a queue and a number, and nothing has happened yet. */
  demo: 'whole' | 'bare' | false
  /** From SWITCHBOARD_SECRET_KEY; null means it is kept in the data folder: see `loadSecretKey`. */
  secretKey: Buffer | null
  /** Keys that were used before: what they have sealed still opens. */
  oldSecretKeys: readonly Buffer[]
  /** Where browsers and providers reach us, without a slash at the end. */
  publicUrl: string
  /** Who stands in front of us and says truly where a request comes from: addresses and networks. */
  trustedProxies: readonly string[]
  /** Addresses inside that channels may lead to nevertheless. */
  allowPrivateAddresses: readonly Allowance[]
  /** What whoever reads `/metrics` must come with; null means that only this computer may. */
  metricsToken: string | null
  logLevel: LogLevel
}

/** A setting that cannot be used. `message` is one sentence for whoever starts the program; it never shows a secret. */
export class ConfigTrouble extends Error {
  override readonly name = 'ConfigTrouble'
  /** What the process should exit with. */
  readonly exitCode = 2
}

type Setting<T> = {
  about: string
  example: string
  value: z.ZodType<T, string>
  /** What is used when the variable is unset or empty. */
  unset: T
  secret?: true
}

const PORT_LIMIT = 65_535
const KEY_FILE = 'secret-key'

const settings = {
  PORT: {
    about: 'the TCP port the web server listens on',
    example: '4000',
    unset: 4000,
    value: z
      .string()
      .regex(/^\d{1,5}$/, `is not a whole number from 0 to ${PORT_LIMIT}`)
      .transform(Number)
      .refine((port) => port <= PORT_LIMIT, `is above ${PORT_LIMIT}`),
  },
  HOST: {
    about: 'the address the web server listens on',
    example: '0.0.0.0',
    unset: '127.0.0.1',
    value: z
      .string()
      .regex(/^(?:[\w-]+(?:\.[\w-]+)*|[\da-fA-F:]*:[\da-fA-F:.]*)$/, 'is not a host name or an IP address'),
  },
  DATABASE_URL: {
    about: 'the address of your own Postgres (unset means the embedded one)',
    example: 'postgres://switchboard:password@db.example.com:5432/switchboard',
    unset: null,
    secret: true,
    value: z.string().superRefine((text, context) => {
      const problem = databaseUrlProblem(text)
      if (problem) context.addIssue(problem)
    }),
  },
  SWITCHBOARD_DATA: {
    about: 'the folder where everything is kept',
    example: './.data',
    unset: resolve('.data'),
    value: z
      .string()
      .refine((path) => !path.includes('\0'), 'is not a path')
      .transform((path) => resolve(path)),
  },
  SWITCHBOARD_DEMO: {
    about: 'whether a new installation is filled with invented people and conversations (bare: people alone)',
    example: 'off',
    unset: 'whole',
    value: z
      .enum(['on', 'bare', 'off'], 'is neither on, bare nor off')
      .transform((word) => (word === 'off' ? false : word === 'on' ? 'whole' : word)),
  },
  SWITCHBOARD_SECRET_KEY: {
    about: 'the key that locks stored credentials (unset means one is made and kept in the data folder)',
    example: '<the output of: openssl rand -base64 32>',
    unset: null,
    secret: true,
    value: z.string().transform((text, context) => {
      const key = parseKey(text)
      if (!key) context.addIssue(`is not ${SECRET_KEY_BYTES} bytes written in base64 or hex`)
      return key ?? z.NEVER
    }),
  },
  SWITCHBOARD_OLD_SECRET_KEYS: {
    about: 'the keys used before SWITCHBOARD_SECRET_KEY, with commas between, until npm run rotate-key has run',
    example: '<the key used so far>',
    unset: [],
    secret: true,
    value: z.string().transform((text, context) => {
      const keys = text.split(',').map((one) => parseKey(one.trim()))
      if (keys.includes(null)) context.addIssue(`is not a list of ${SECRET_KEY_BYTES} bytes in base64 or hex each`)
      return keys.filter((key) => key !== null)
    }),
  },
  PUBLIC_URL: {
    about: 'the address under which browsers and providers reach this server',
    example: 'https://desk.example.com',
    unset: null,
    value: z.string().transform((text, context) => {
      const url = URL.canParse(text) ? new URL(text) : null
      const problem = publicUrlProblem(url)
      if (problem) context.addIssue(problem)
      return url?.origin ?? z.NEVER
    }),
  },
  TRUST_PROXY: {
    about: 'the addresses of the proxies in front of this server, whose X-Forwarded headers are believed',
    example: '10.0.0.2,172.16.0.0/12',
    unset: [],
    value: z.string().transform((text, context) => {
      const proxies = text.split(',').map((proxy) => proxy.trim())
      if (!proxies.every(isNetwork)) context.addIssue('is not a list of IP addresses and networks with commas between')
      return proxies
    }),
  },
  ALLOW_PRIVATE_ADDRESSES: {
    about: 'the addresses inside your network that channels may lead to, host:port each, * for any port',
    example: '10.0.0.5:8443,gateway.internal:443',
    unset: [],
    value: z.string().transform((text, context) => {
      const entries = text.split(',').filter((entry) => entry.trim() !== '')
      const wrong = entries.find((entry) => parseAllowance(entry) === null)
      if (wrong !== undefined) context.addIssue('is not a list of host:port with commas between')
      return entries.flatMap((entry) => parseAllowance(entry) ?? [])
    }),
  },
  METRICS_TOKEN: {
    about: 'what whoever reads /metrics must present as a bearer (unset means that only this computer may)',
    example: '<the output of: openssl rand -hex 32>',
    unset: null,
    secret: true,
    value: z.string().regex(/^[\w.~+/=-]{16,200}$/, 'is not 16 to 200 letters, digits and signs of a bearer token'),
  },
  LOG_LEVEL: {
    about: 'how much is written to the log',
    example: 'info',
    unset: 'info',
    value: z.enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'is not one of fatal, error, warn, info, debug, trace and silent',
    ),
  },
} as const satisfies Record<string, Setting<unknown>>

/**
 * The settings of this start. Empty variables count as unset, as Docker Compose writes them.
 * Throws `ConfigTrouble` about the first variable that cannot be used.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const port = read(env, 'PORT', settings.PORT)
  const host = read(env, 'HOST', settings.HOST)
  return {
    port,
    host,
    databaseUrl: read<string | null>(env, 'DATABASE_URL', settings.DATABASE_URL),
    dataFolder: read(env, 'SWITCHBOARD_DATA', settings.SWITCHBOARD_DATA),
    demo: read<Config['demo']>(env, 'SWITCHBOARD_DEMO', settings.SWITCHBOARD_DEMO),
    secretKey: read<Buffer | null>(env, 'SWITCHBOARD_SECRET_KEY', settings.SWITCHBOARD_SECRET_KEY),
    oldSecretKeys: read<readonly Buffer[]>(env, 'SWITCHBOARD_OLD_SECRET_KEYS', settings.SWITCHBOARD_OLD_SECRET_KEYS),
    publicUrl: read<string | null>(env, 'PUBLIC_URL', settings.PUBLIC_URL) ?? localUrl({ host, port }),
    trustedProxies: read<readonly string[]>(env, 'TRUST_PROXY', settings.TRUST_PROXY),
    allowPrivateAddresses: read<readonly Allowance[]>(env, 'ALLOW_PRIVATE_ADDRESSES', settings.ALLOW_PRIVATE_ADDRESSES),
    metricsToken: read<string | null>(env, 'METRICS_TOKEN', settings.METRICS_TOKEN),
    logLevel: read<LogLevel>(env, 'LOG_LEVEL', settings.LOG_LEVEL),
  }
}

/** `10.0.0.2`, `10.0.0.0/8` or `fd00::/8`; never every address there is. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const widest = isIP(address) === 6 ? 128 : 32
  if (isIP(address) === 0 || rest.length > 0) return false
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= widest)
}

/** `http://host:port` as a browser on this computer would write it. */
export function localUrl({ host, port }: { host: string; port: number }): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

function read<T>(env: Readonly<Record<string, string | undefined>>, name: string, setting: Setting<T>): T {
  const text = env[name]?.trim()
  if (text === undefined || text === '') return setting.unset
  const result = setting.value.safeParse(text)
  if (result.success) return result.data
  const problem = result.error.issues[0]?.message ?? 'cannot be used'
  throw new ConfigTrouble(
    trouble({ name, setting, shown: setting.secret ? 'its value' : `"${text.slice(0, 100)}"`, problem }),
  )
}

function trouble(about: { name: string; setting: Setting<unknown>; shown: string; problem: string }): string {
  const { name, setting, shown, problem } = about
  return `${name} is ${setting.about}, but ${shown} ${problem}; for example ${name}=${setting.example}`
}

function databaseUrlProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url) return 'is not a URL'
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') return 'does not begin with postgres://'
  if (url.hostname === '' && !url.searchParams.has('host')) return 'names no host'
  if (url.pathname.length < 2) return 'names no database after the host'
  return null
}

function publicUrlProblem(url: URL | null): string | null {
  if (!url) return 'is not a URL'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'does not begin with https:// or http://'
  if (url.username !== '' || url.password !== '') return 'carries a user name or a password'
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return 'goes on after the host and port'
  return null
}

function parseKey(text: string): Buffer | null {
  const hex = new RegExp(`^[0-9a-fA-F]{${SECRET_KEY_BYTES * 2}}$`)
  if (hex.test(text)) return Buffer.from(text, 'hex')
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null
  const key = Buffer.from(text, 'base64')
  return key.length === SECRET_KEY_BYTES ? key : null
}

/**
 * Make the data folder, open only to us; others may pass through it (never list it), because an embedded Postgres
 * started by root runs as another user. Throws `ConfigTrouble` when it cannot be made or written to.
 */
export async function openDataFolder(config: Pick<Config, 'dataFolder'>): Promise<void> {
  const folder = config.dataFolder
  try {
    const isNew = (await mkdir(folder, { recursive: true })) !== undefined
    if (isNew) await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700)
    const probe = `${folder}/.writable-${randomBytes(6).toString('hex')}`
    await (await open(probe, 'wx', 0o600)).close()
    await rm(probe)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const problem = `cannot be made or written to (${reason})`
    const setting = settings.SWITCHBOARD_DATA
    throw new ConfigTrouble(trouble({ name: 'SWITCHBOARD_DATA', setting, shown: `"${folder}"`, problem }))
  }
}

/**
 * The secret key: from the environment, else from the data folder, else a new one that is then kept there.
 * A new one is refused when the database already holds something, because what was locked with the lost key could
 * never be opened again. Call it after `openDataFolder`. Throws `ConfigTrouble`.
 */
export async function loadSecretKey(
  config: Pick<Config, 'dataFolder' | 'secretKey'>,
  isDatabaseNew: () => Promise<boolean>,
): Promise<Buffer> {
  if (config.secretKey) return config.secretKey
  const file = keyFileOf(config)
  const kept = await keptKey(file)
  if (kept) return kept
  if (!(await isDatabaseNew())) {
    throw new ConfigTrouble(
      `SWITCHBOARD_SECRET_KEY is unset and ${file} does not exist, but the database already holds credentials locked with ` +
        'a key: set SWITCHBOARD_SECRET_KEY to the key used so far, or put that file back',
    )
  }
  await keepOnce(file, `${randomBytes(SECRET_KEY_BYTES).toString('base64')}\n`)
  // Another start may have been faster: the file on disk is the key, not what we just made.
  const made = await keptKey(file)
  if (!made) throw new Error(`the secret key just written to ${file} is gone`)
  return made
}

async function keptKey(file: string): Promise<Buffer | null> {
  const text = await readIfThere(file).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigTrouble(`the secret key in ${file} cannot be read (${error.code})`)
  })
  return text === null ? null : (readKeys(text, file)[0] ?? null)
}

/** Where the secret key is kept when the environment does not say it. */
export const keyFileOf = ({ dataFolder }: Pick<Config, 'dataFolder'>): string => `${dataFolder}/${KEY_FILE}`

/** The keys a key file holds, one a line, the one in use first; others only while the key is changed. */
export function readKeys(text: string, file: string): Buffer[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const key = parseKey(line.trim())
      if (!key)
        throw new ConfigTrouble(
          `${file} does not hold a secret key of ${SECRET_KEY_BYTES} bytes in base64: put the right file back`,
        )
      return key
    })
}
