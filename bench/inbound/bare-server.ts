/**
 * The barest server that stores the same: signature checked, body kept, joined into one commit with what arrives at the
 * same time, answered after it. No contacts, no conversations, no routing, no journal, no isolation, nobody is told.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'
import { joinWrites } from '../../src/kernel/group-commit.ts'

const [url, secret] = [process.env.DATABASE_URL!, process.env.SECRET!]
const pool = new pg.Pool({ connectionString: url, max: 2 })
await pool.query(
  'create table if not exists bare (id bigint generated always as identity primary key, at timestamptz not null default now(), body bytea not null)',
)
const store = joinWrites<Buffer>(
  async (bodies) =>
    void (await pool.query({
      name: 'store',
      text: 'insert into bare (body) select * from unnest($1::bytea[])',
      values: [bodies],
    })),
  { size: 500, inFlight: 2 },
)

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
    const given = Buffer.from(String(request.headers['x-hub-signature-256'] ?? ''))
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return void response.writeHead(401).end()
    store(body).then(
      () => response.writeHead(200, { 'content-length': 6 }).end('stored'),
      () => response.writeHead(503).end(),
    )
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' && address ? address.port : '')
})
