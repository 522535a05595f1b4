import { BlockList, isIP, isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * An address inside that may be called nevertheless. `host` is an IP address, a network (10.0.0.0/8) or a name, which
 * then may lead anywhere; `port` null means any; `path` is what the path must begin with.
 */
export type Allowance = { readonly host: string; readonly port: number | null; readonly path: string }

/** One address a name leads to. */
export type Resolved = { address: string; family: number }

/** What belongs to us, and must not be called from outside: the names and the addresses of this server. */
export type Own = { readonly hosts: readonly string[]; readonly addresses: () => readonly string[] }

/** Below 1024 only the web's own: nobody uses us to speak to a mail server. */
const LOW_PORTS = new Set([80, 443])
const FIRST_HIGH_PORT = 1024
const PORT_LIMIT = 65_535

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** Special-purpose networks of IPv4 (IANA registry, RFC 6890), and one address of Azure's that is inside all the same. */
const INSIDE_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
]

/** The only part of IPv6 that is given out for the world. NAT64, mapped and local addresses all lie beside it. */
const OUTSIDE_6 = ['2000::/3']
/** And what within it is not: Teredo and others of 2001::/23, documentation, 6to4, AS112, documentation again. */
const INSIDE_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    list.addSubnet(address, Number(bits), familyOf(address))
  }
  return list
}

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6')

const inside4 = listOf(INSIDE_4)
const outside6 = listOf(OUTSIDE_6)
const inside6 = listOf(INSIDE_6)

/** Is this an address of the public internet? Anything that is no address is not. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !inside4.check(address, 'ipv4')
    case 6:
      return outside6.check(address, 'ipv6') && !inside6.check(address, 'ipv6')
    default:
      return false
  }
}

/** The addresses of this computer, also public ones. */
export function addressesOfThisComputer(): string[] {
  return Object.values(networkInterfaces()).flatMap((ones) => (ones ?? []).map(({ address }) => address))
}

/** The host of a URL as an address without brackets, or as a name in lower case without the dot at its end. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

/** The port a URL leads to. */
export const portOf = ({ port, protocol }: URL): number => (port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port))

/** The allowances that may speak for this URL, as far as port and path go. */
export function allowancesOf(url: URL, allowed: readonly Allowance[]): Allowance[] {
  return allowed.filter(
    ({ port, path }) =>
      (port === null || port === portOf(url)) && (path === '/' || (url.pathname.startsWith(path) && isPlain(url))),
  )
}

/** `..` was resolved when the URL was read; what is still escaped might be resolved by whoever is called. */
const isPlain = ({ pathname }: URL): boolean => !/%(2e|2f|5c)|\\|\/\//i.test(pathname)

/** Made once for each allowance, and not for every call: there are as many as whoever runs the server has set. */
const allowedLists = new Map<string, BlockList>()
function allowedList(network: string): BlockList {
  const list = allowedLists.get(network) ?? listOf([network])
  allowedLists.set(network, list)
  return list
}

/** Does one of these let us call a name, or an address? */
export function isAllowed(host: string, allowances: readonly Allowance[]): boolean {
  return allowances.some(({ host: allowedHost }) => {
    const [network = '', bits] = allowedHost.split('/')
    if (isIP(network) === 0) return host === allowedHost
    if (isIP(network) !== isIP(host)) return false
    return allowedList(`${network}/${bits ?? (isIP(network) === 4 ? 32 : 128)}`).check(host, familyOf(host))
  })
}

/** Why a URL may not be called whatever its name leads to, or null. `allowances` are those of this URL. */
export function problemOfUrl(url: URL, allowances: readonly Allowance[], own: Own): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'only https is called'
  if (url.username !== '' || url.password !== '') return 'it carries a user name or a password'
  const host = hostOf(url)
  if (host === '') return 'it names no host'
  if (isAllowed(host, allowances)) return null
  const port = portOf(url)
  if (port < FIRST_HIGH_PORT && !LOW_PORTS.has(port)) return `port ${port} is not one of the web`
  if (isIP(host) !== 0) return problemOfAddress(host, own) ?? problemOfScheme(url)
  if (own.hosts.includes(host)) return 'this is our own address'
  if (/(^|\.)localhost$/.test(host) && allowances.length === 0) return 'it leads to this computer'
  // A name may still lead to an address that is allowed.
  return allowances.length > 0 ? null : problemOfScheme(url)
}

const problemOfScheme = ({ protocol }: URL): string | null =>
  protocol === 'https:' ? null : 'it is not https, and what we send would be readable on the way'

/** Why an address may not be called, or null. */
export function problemOfAddress(address: string, own: Own): string | null {
  if (!isPublic(address)) return 'it leads to an address that is private or reserved'
  return own.addresses().includes(address) ? 'this is an address of our own computer' : null
}

/** Of the addresses a name leads to, those that may be called. */
export function callable(
  url: URL,
  resolved: readonly Resolved[],
  allowances: readonly Allowance[],
  own: Own,
): Resolved[] {
  if (isAllowed(hostOf(url), allowances)) return [...resolved]
  return resolved.filter(
    ({ address }) =>
      isAllowed(address, allowances) || (problemOfAddress(address, own) === null && problemOfScheme(url) === null),
  )
}

/** Read `127.0.0.1:*`, `10.0.0.0/8:8443`, `[fd00::5]:443` or `gateway.internal:443`; null when it is none of these. */
export function parseAllowance(text: string): Allowance | null {
  const match = /^(\[[\da-f:.]+\](?:\/\d{1,3})?|[\w.-]+(?:\/\d{1,2})?):(\*|\d{1,5})$/i.exec(text.trim())
  if (!match) return null
  const host = (match[1] ?? '').replace(/[[\]]/g, '').toLowerCase()
  const port = match[2] === '*' ? null : Number(match[2])
  if (port !== null && port > PORT_LIMIT) return null
  const [address = '', bits] = host.split('/')
  const family = isIP(address)
  if (bits !== undefined && (family === 0 || Number(bits) > (family === 4 ? 32 : 128))) return null
  // 127.1 or 0x7f.1 would be taken for a name that nothing ever has.
  if (family === 0 && /^[\d.]+$|^0x/i.test(host)) return null
  return { host, port, path: '/' }
}
