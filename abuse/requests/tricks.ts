import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Resolved } from '../../src/kernel/addresses.ts'
import type { Resolve } from '../../src/kernel/guarded-fetch.ts'

/** An address somebody gives us in the hope that we call what only we can reach. `{port}` is where the inside listens. */
export type Trick = readonly [name: string, url: string]

/** In the part of the internet that was never given out: looks public, leads nowhere. */
export const NOWHERE: Resolved = { address: '3000::1', family: 6 }
const LOOPBACK: Resolved = { address: '127.0.0.1', family: 4 }

/** What the names of the tricks lead to, each time they are asked for. The last answer stays. */
const names: Record<string, readonly (readonly Resolved[])[]> = {
  localhost: [[LOOPBACK]],
  'sub.localhost': [[LOOPBACK]],
  '127.0.0.1.nip.example': [[LOOPBACK]],
  'rebinding.example': [[NOWHERE], [LOOPBACK]],
  'both.example': [[LOOPBACK, NOWHERE]],
  'both-turned.example': [[NOWHERE, LOOPBACK]],
  'mapped.example': [[{ address: '::ffff:127.0.0.1', family: 6 }]],
  'six.example': [[{ address: '::1', family: 6 }]],
  'any.example': [[{ address: '0.0.0.0', family: 4 }]],
  'metadata.example': [[{ address: '169.254.169.254', family: 4 }]],
  'private.example': [[{ address: '10.0.0.1', family: 4 }]],
  'nat64.example': [[{ address: '64:ff9b::7f00:1', family: 6 }]],
  'ours.example': [[NOWHERE]],
  'mail.example': [[NOWHERE]],
  'graph.facebook.com.evil.example': [[LOOPBACK]],
}

export const tricks: readonly Trick[] = [
  ['plain loopback', 'http://127.0.0.1:{port}'],
  ['loopback with encryption', 'https://127.0.0.1:{port}'],
  ['another loopback address', 'http://127.8.9.10:{port}'],
  ['the name localhost', 'http://localhost:{port}'],
  ['localhost with encryption', 'https://localhost:{port}'],
  ['LOCALHOST with a dot at its end', 'http://LOCALHOST.:{port}'],
  ['a name under localhost', 'https://sub.localhost:{port}'],
  ['one decimal number', 'http://2130706433:{port}'],
  ['one hexadecimal number', 'http://0x7f000001:{port}'],
  ['one octal number', 'http://017700000001:{port}'],
  ['octal parts', 'http://0177.0.0.01:{port}'],
  ['hexadecimal parts', 'http://0x7f.0x0.0x0.0x1:{port}'],
  ['two parts', 'http://127.1:{port}'],
  ['three parts', 'http://127.0.1:{port}'],
  ['a dot after the address', 'http://127.0.0.1.:{port}'],
  ['nothing but zero', 'http://0:{port}'],
  ['the address of nobody', 'http://0.0.0.0:{port}'],
  ['this network', 'http://0.1.2.3:{port}'],
  ['IPv6 loopback', 'http://[::1]:{port}'],
  ['IPv6 loopback at length', 'http://[0000:0:0:0:0:0:0:0001]:{port}'],
  ['IPv6 address of nobody', 'http://[::]:{port}'],
  ['IPv4 mapped into IPv6', 'http://[::ffff:127.0.0.1]:{port}'],
  ['IPv4 mapped, in hexadecimal', 'http://[::ffff:7f00:1]:{port}'],
  ['IPv4 compatible', 'http://[::127.0.0.1]:{port}'],
  ['IPv4 translated', 'http://[::ffff:0:127.0.0.1]:{port}'],
  ['through NAT64', 'http://[64:ff9b::7f00:1]:{port}'],
  ['through a local NAT64', 'http://[64:ff9b:1::7f00:1]:{port}'],
  ['through 6to4', 'http://[2002:7f00:1::1]:{port}'],
  ['through Teredo', 'http://[2001:0:7f00:1::1]:{port}'],
  ['IPv6 link-local', 'http://[fe80::1]:{port}'],
  ['IPv6 unique local', 'http://[fc00::1]:{port}'],
  ['IPv6 multicast', 'http://[ff02::1]:{port}'],
  ['metadata of a cloud', 'http://169.254.169.254/latest/meta-data/iam'],
  ['metadata, mapped', 'http://[::ffff:169.254.169.254]/latest/api/token'],
  ['metadata by IPv6', 'http://[fd00:ec2::254]/latest/meta-data'],
  ['metadata of another cloud', 'http://100.100.100.200/latest/meta-data'],
  ['the host of a virtual machine', 'http://168.63.129.16/machine'],
  ['a private network, 10', 'https://10.0.0.1:{port}'],
  ['a private network, 172', 'https://172.16.0.1:{port}'],
  ['a private network, 192', 'https://192.168.1.1:{port}'],
  ['shared address space', 'https://100.64.0.1:{port}'],
  ['multicast', 'https://224.0.0.1:{port}'],
  ['broadcast', 'https://255.255.255.255:{port}'],
  ['digits in circles', 'http://①②⑦.⓪.⓪.①:{port}'],
  ['ideographic dots', 'http://127。0。0。1:{port}'],
  ['escaped digits', 'http://%31%32%37.0.0.1:{port}'],
  ['a user name that looks like the host', 'http://graph.facebook.com@127.0.0.1:{port}'],
  ['a user name and password', 'https://graph.facebook.com:443@127.0.0.1:{port}'],
  ['a backslash before the @', 'http://127.0.0.1:{port}\\@graph.facebook.com'],
  ['a fragment that looks like the host', 'http://127.0.0.1:{port}#@graph.facebook.com'],
  ['a question that looks like the host', 'http://127.0.0.1:{port}?@graph.facebook.com'],
  ['a line break in the host', 'http://127.0.0\r\n.1:{port}'],
  ['a tab in the host', 'http://127.0.\t0.1:{port}'],
  ['spaces around it', ' http://127.0.0.1:{port} '],
  ['slashes missing', 'http:127.0.0.1:{port}'],
  ['slashes the other way', 'http:\\\\127.0.0.1:{port}'],
  ['the provider as a name under somebody else’s', 'https://graph.facebook.com.evil.example:{port}'],
  ['a name that says which address', 'https://127.0.0.1.nip.example:{port}'],
  ['a name that changes between check and call', 'https://rebinding.example:{port}'],
  ['a name with one good and one bad address', 'https://both.example:{port}'],
  ['the same the other way round', 'https://both-turned.example:{port}'],
  ['a name that leads to a mapped address', 'https://mapped.example:{port}'],
  ['a name that leads to IPv6 loopback', 'https://six.example:{port}'],
  ['a name that leads to nobody’s address', 'https://any.example:{port}'],
  ['a name that leads to metadata', 'https://metadata.example'],
  ['a name that leads into a private network', 'https://private.example:{port}'],
  ['a name that leads through NAT64', 'https://nat64.example:{port}'],
  ['our own public name', 'https://ours.example'],
  ['our own public name, another port', 'https://ours.example:{port}'],
  ['our own public address', 'https://[3000::beef]:{port}'],
  ['a mail server', 'https://mail.example:25'],
  ['gopher', 'gopher://127.0.0.1:{port}/_GET'],
  ['ftp', 'ftp://127.0.0.1:{port}/x'],
  ['a web socket', 'ws://127.0.0.1:{port}/x'],
  ['a file', 'file:///etc/passwd'],
  ['a data address', 'data:application/json,{}'],
  ['a script', 'javascript:fetch("http://127.0.0.1:{port}")'],
  ['a blob', 'blob:http://127.0.0.1:{port}/x'],
]

/** These only show when the call is made: when it is saved, the name leads to a harmless address. */
export const harmlessAtFirst: readonly string[] = [
  'a name that changes between check and call',
  'a name with one good and one bad address',
  'the same the other way round',
]

/** Names as somebody who owns a name server would answer. */
export function tricky(): Resolve {
  const asked = new Map<string, number>()
  return async (name) => {
    const answers = names[name.replace(/\.$/, '').toLowerCase()]
    const before = asked.get(name) ?? 0
    asked.set(name, before + 1)
    const answer = answers?.[Math.min(before, answers.length - 1)]
    if (!answer) throw Object.assign(new Error(`ENOTFOUND ${name}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
    return answer
  }
}

/** What only we can reach: counts whoever connects, and answers nothing. */
export type Inside = { port: number; connections: () => number; close: () => void }

export async function openInside(): Promise<Inside> {
  let count = 0
  const server = createServer((socket) => {
    count++
    socket.on('error', () => {}) // Whoever reached us may hang up as they like.
    socket.destroy()
  })
  server.listen(0, '::')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, connections: () => count, close: () => server.close() }
}

export const at = ([, url]: Trick, port: number): string => url.replaceAll('{port}', String(port))
