/**
 * Holes that somebody could open again by a small change, and the case that notices. `npm run abuse -- --holes` plants
 * each in a copy and runs its case, which must fail; docs/abuse.md tells of them all.
 */
/** In a file, from the root: a text that stands there once, and what stands there instead. Null: at the end. */
export type Edit = { readonly file: string; readonly from: string | null; readonly to: string }

export type Hole = {
  /** What is no longer as it should be. */
  readonly hole: string
  /** How it is put back. */
  readonly edits: readonly Edit[]
  /** The case: its file, and words of its name. */
  readonly in: string
  readonly noticed: string
}

const session = 'abuse/session/session.test.ts'
const flood = 'abuse/flood/flood.test.ts'
const injection = 'abuse/injection/injection.test.ts'
const leaks = 'abuse/leaks/leaks.test.ts'
const rights = 'abuse/rights/rights.test.ts'
const webhooks = 'abuse/webhooks/webhooks.test.ts'
const telephone = 'abuse/webhooks/telephone.test.ts'
const foreign = 'abuse/foreign/foreign.test.ts'
const others = 'abuse/foreign/others.test.ts'
const tables = 'abuse/canaries/tables.test.ts'
const demonstration = 'abuse/requests/demonstration.test.ts'
const addresses = 'abuse/requests/addresses.test.ts'
const audit = 'abuse/audit/audit.test.ts'
const cards = 'abuse/cards/cards.test.ts'
const rotation = 'abuse/secrets/rotation.test.ts'
const planted = 'abuse/secrets/planted.test.ts'
const files = 'abuse/files/files.test.ts'
const tagged = 'abuse/tags/tags.test.ts'

const everyTable = (deed: string): string => `
do $$
declare name text;
begin
  for name in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and c.relrowsecurity
  loop
    ${deed}
  end loop;
end $$;
`

export const holes: readonly Hole[] = [
  // Signing in, sessions.
  {
    hole: 'a password may have NULs after it',
    edits: [
      { file: 'src/modules/identity/auth-routes.ts', from: ".refine((password) => !password.includes('\\0'))", to: '' },
    ],
    in: session,
    noticed: 'the right one with a NUL after it',
  },
  {
    hole: 'every proxy is believed',
    edits: [{ file: 'src/app/server.ts', from: 'trustedProxies.length > 0 && [...trustedProxies]', to: 'true' }],
    in: session,
    noticed: 'passwords are guessed from ever new addresses that x-forwarded-for pretends',
  },
  {
    hole: 'passwords may be tried for ever',
    edits: [
      {
        file: 'src/modules/identity/auth-routes.ts',
        from: 'if (!(await attempts.take(trier)))',
        to: 'if (false as boolean)',
      },
    ],
    in: session,
    noticed: 'the right password is tried after too many wrong ones',
  },
  {
    hole: 'tries are counted after the password was looked at',
    edits: [
      {
        file: 'src/modules/identity/attempts.ts',
        from: 'if ((await countAttempt(system, at, window)) > window.most) return false',
        to: 'void countAttempt(system, at, window)',
      },
    ],
    in: session,
    noticed: 'a hundred passwords are guessed at once, before the first is counted',
  },
  {
    hole: 'a changed password leaves the other sessions alone',
    edits: [
      {
        file: 'src/modules/identity/sign-in-repo.ts',
        from: `delete from auth.session where "userId" = $1 and id is distinct from $3`,
        to: 'select $1, $3::text',
      },
    ],
    in: session,
    noticed: 'a stolen session lives on after its owner changed the password',
  },
  {
    hole: 'a changed password leaves the sockets of other sessions open',
    edits: [
      { file: 'src/modules/identity/actions.ts', from: '  signOut(userId, exceptSessionId)\n', to: '  void signOut\n' },
    ],
    in: session,
    noticed: 'a stolen session lives on after its owner changed the password',
  },
  {
    hole: 'a page of another site may act with our cookie',
    edits: [
      {
        file: 'src/modules/identity/authenticate.ts',
        from: 'return isOurOrigin(headers, publicUrl)\n}',
        to: 'return true || isOurOrigin(headers, publicUrl)\n}',
      },
    ],
    in: session,
    noticed: 'a page of another site acts with the cookie of a person',
  },
  {
    hole: 'a socket may be opened by any page',
    edits: [
      { file: 'src/kernel/stream.ts', from: 'if (!comesFromUs(request.headers)) return 403', to: 'void comesFromUs' },
    ],
    in: session,
    noticed: 'a page of another site opens a socket with the cookie of a person',
  },
  {
    hole: 'a cookie may be read by scripts',
    edits: [{ file: 'src/modules/identity/auth.ts', from: 'httpOnly: true', to: 'httpOnly: false' }],
    in: session,
    noticed: 'a script reads the cookie, or another site sends it along',
  },

  // Rights.
  {
    hole: 'the last administrator may stop being one',
    edits: [
      { file: 'src/modules/identity/core/user.ts', from: 'otherAdministrators === 0', to: 'otherAdministrators < 0' },
    ],
    in: rights,
    noticed: 'the last administrator makes themselves an agent, or inactive',
  },
  {
    hole: 'who is inactive comes in all the same',
    edits: [
      {
        file: 'src/modules/identity/repo.ts',
        from: 'from agent a where a.user_id = $1 and a.active',
        to: 'from agent a where a.user_id = $1',
      },
    ],
    in: rights,
    noticed: 'somebody who was made inactive goes on listening, calling and signing in',
  },
  {
    hole: 'a revoked key opens doors',
    edits: [
      {
        file: 'src/modules/identity/repo.ts',
        from: 'where k.hash = $1 and k.revoked_at is null and a.active',
        to: 'where k.hash = $1',
      },
    ],
    in: rights,
    noticed: 'a key that is revoked goes on listening and calling',
  },
  {
    hole: 'the sockets of somebody who is made inactive stay open',
    edits: [{ file: 'src/kernel/stream.ts', from: '    else signedOut(tab)\n  }\n', to: '  }\n' }],
    in: rights,
    noticed: 'a key that is revoked goes on listening and calling',
  },
  {
    hole: 'the sessions of somebody who is made inactive are kept for later',
    edits: [
      {
        file: 'src/modules/identity/actions.ts',
        from: 'if (userId !== null) await deleteSessions(kernel.system, userId)',
        to: 'void deleteSessions',
      },
    ],
    in: rights,
    noticed: 'an old session wakes up when its owner is made active again',
  },
  {
    hole: 'a permission is not asked for',
    edits: [
      {
        file: 'src/kernel/http.ts',
        from: "if (!may(person, operation.permission)) return answerRefusal(reply, 'not_permitted', operation.permission)",
        to: 'void may',
      },
    ],
    in: rights,
    noticed: 'an agent gives themselves another role',
  },

  // What answers tell.
  {
    hole: 'answers may be kept by caches that others share',
    edits: [
      {
        file: 'src/kernel/http.ts',
        from: "reply.header('cache-control', 'no-store').send(JSON.stringify(operation.output.parse(result.value)))",
        to: 'reply.send(JSON.stringify(operation.output.parse(result.value)))',
      },
    ],
    in: leaks,
    noticed: 'a shared computer shows what /api/view answered before',
  },
  {
    hole: 'the log holds the query of a request',
    edits: [{ file: 'src/app/server.ts', from: "path: request.url.split('?', 1)[0]", to: 'path: request.url' }],
    in: leaks,
    noticed: 'a token in an address, a password and what people write are read in the log',
  },
  {
    hole: 'a page may run scripts that stand in it',
    edits: [{ file: 'src/app/pages.ts', from: `"script-src 'self'"`, to: `"script-src 'self' 'unsafe-inline'"` }],
    in: leaks,
    noticed: 'a page runs a script that somebody put into it',
  },
  {
    hole: 'a page may be styled by whoever gets a style into it',
    edits: [
      {
        file: 'src/app/pages.ts',
        from: "`style-src 'self'",
        to: "`style-src 'self' 'unsafe-inline'",
      },
    ],
    in: leaks,
    noticed: 'a page runs a script that somebody put into it',
  },
  {
    hole: 'every page carries the same nonce',
    edits: [
      {
        file: 'src/app/pages.ts',
        from: "randomBytes(NONCE_BYTES).toString('base64url')",
        to: "Buffer.alloc(NONCE_BYTES).toString('base64url') || String(randomBytes)",
      },
    ],
    in: leaks,
    noticed: 'a page runs a script that somebody put into it',
  },
  {
    hole: 'a fault of ours is told as it is',
    edits: [
      {
        file: 'src/kernel/http.ts',
        from: "return reply.code(500).send({ trouble: 'unexpected', requestId: request.id })",
        to: "return reply.code(500).send({ trouble: 'unexpected', requestId: request.id, error: String(error) })",
      },
    ],
    in: leaks,
    noticed: 'a fault of ours tells what it was',
  },
  {
    hole: 'the figures of the whole server are shown to the administrator of any workspace',
    edits: [
      {
        file: 'src/kernel/metrics.ts',
        from: "if (!mayRead(request, token)) return answerRefusal(reply, 'not_signed_in')",
        to: 'if (!mayRead(request, token) && !request.headers.authorization) return reply.code(401).send()',
      },
    ],
    in: leaks,
    noticed: 'an administrator of one workspace reads what the server does for all of them',
  },
  {
    hole: 'the figures of the server are read by a page whose name points at this computer',
    edits: [{ file: 'src/kernel/metrics.ts', from: 'isOwnName(hostname) && ', to: '' }],
    in: leaks,
    noticed: 'an administrator of one workspace reads what the server does for all of them',
  },
  {
    hole: 'who is refused learns whether something exists elsewhere',
    edits: [
      {
        file: 'src/modules/identity/actions.ts',
        from: "    if (!user) return refuse('not_found')\n    const strong",
        to: "    if (!user && (await kernel.system.query('select from agent where id = $1', [id])).rowCount) return refuse('not_permitted')\n    if (!user) return refuse('not_found')\n    const strong",
      },
    ],
    in: foreign,
    noticed: 'an administrator calls POST /api/users/reset-password with what belongs to another workspace',
  },

  // Floods.
  {
    hole: 'one person may open any number of sockets',
    edits: [
      {
        file: 'src/kernel/stream.ts',
        from: 'if ((tabsOf.get(person.agentId) ?? 0) >= limits.socketsPerPerson) return turnAway(wire, 429)',
        to: '',
      },
    ],
    in: flood,
    noticed: 'one person opens a hundred sockets',
  },
  {
    hole: 'a socket may say any number of things',
    edits: [{ file: 'src/kernel/stream.ts', from: '--tab.messagesLeft < 0', to: 'tab.messagesLeft < 0' }],
    in: flood,
    noticed: 'a socket sends a hundred messages at once',
  },
  {
    hole: 'a frame may be of any size',
    edits: [
      {
        file: 'src/kernel/stream.ts',
        from: 'maxPayload: MAX_MESSAGE_BYTES',
        to: 'maxPayload: 1e9 + MAX_MESSAGE_BYTES',
      },
    ],
    in: flood,
    noticed: 'a socket sends a frame of a megabyte',
  },
  {
    hole: 'a body may be of any size',
    edits: [{ file: 'src/app/server.ts', from: 'bodyLimit: MAX_BODY_BYTES', to: 'bodyLimit: 1e9 + MAX_BODY_BYTES' }],
    in: flood,
    noticed: 'a body is one byte more than is read',
  },
  {
    hole: 'one person may fill the memory with files that arrive',
    edits: [
      {
        file: 'src/modules/conversations/upload-room.ts',
        from: 'if (held.count >= limits.each.count || held.bytes + bytes > limits.each.bytes) return null',
        to: '',
      },
    ],
    in: files,
    noticed: 'one of many that one person begins at once and never ends',
  },
  {
    hole: 'all together may fill the memory with files that arrive',
    edits: [
      {
        file: 'src/modules/conversations/upload-room.ts',
        from: 'if (all.count >= limits.all.count || all.bytes + bytes > limits.all.bytes) return null',
        to: '',
      },
    ],
    in: files,
    noticed: 'one of many that several people begin at once and never end',
  },

  // What people type is taken for something else.
  {
    hole: 'a body may name __proto__',
    edits: [
      {
        file: 'src/app/server.ts',
        from: 'bodyLimit: MAX_BODY_BYTES,',
        to: "bodyLimit: MAX_BODY_BYTES, onProtoPoisoning: 'ignore',",
      },
    ],
    in: injection,
    noticed: 'POST /api/presence/set pollutes what every object is made from',
  },
  {
    hole: 'a body may name the prototype of a constructor',
    edits: [
      {
        file: 'src/app/server.ts',
        from: 'bodyLimit: MAX_BODY_BYTES,',
        to: "bodyLimit: MAX_BODY_BYTES, onConstructorPoisoning: 'ignore',",
      },
    ],
    in: injection,
    noticed: 'POST /api/presence/set pollutes what every object is made from',
  },
  {
    hole: 'what is sent is copied deep into an object of ours',
    edits: [
      {
        file: 'src/kernel/http.ts',
        from: 'const input = operation.input.safeParse(',
        to: `const copy = (to: Record<string, unknown>, of: object): void => {
          for (const [name, value] of Object.entries(of)) {
            const steps = name.split(/[.[\\]]+/).filter(Boolean)
            const last = steps.pop() ?? ''
            const place = steps.reduce((at, step) => at?.[step] as Record<string, unknown>, to)
            if (typeof value === 'object' && value && place?.[last]) copy(place[last] as Record<string, unknown>, value)
            else if (place) place[last] = value
          }
        }
        copy({}, request.query as object)
        const input = operation.input.safeParse(`,
      },
    ],
    in: injection,
    noticed: 'GET /api/interactions pollutes what every object is made from',
  },
  {
    hole: 'the wildcards of LIKE work in searches',
    edits: [
      {
        file: 'migrations/0004_scale.sql',
        from: "lower(c.name) ~>=~ start and lower(c.name) ~<~ (start || U&'\\+10FFFF')",
        to: "lower(c.name) like start || '%'",
      },
    ],
    in: injection,
    noticed: 'somebody searches for the pattern %%',
  },
  {
    hole: 'text that no column can hold is let through',
    edits: [
      {
        file: 'src/kernel/http.ts',
        from: "return value.includes('\\0') || !value.isWellFormed() ? path : null",
        to: 'return null',
      },
    ],
    in: injection,
    noticed: 'text that no column can hold is kept in half',
  },

  // Webhooks.
  {
    hole: 'only the beginning of a signature is compared',
    edits: [
      {
        file: 'src/providers/whatsapp-cloud/signature.ts',
        from: 'timingSafeEqual(given, sign(secret, body))',
        to: 'timingSafeEqual(given.subarray(0, 16), sign(secret, body).subarray(0, 16))',
      },
    ],
    in: webhooks,
    noticed: 'a stranger posts a webhook with the last digit changed',
  },
  {
    hole: 'a signature may be cut short',
    edits: [
      { file: 'src/providers/whatsapp-cloud/signature.ts', from: '{64})$/i', to: '{2,64})$/i' },
      {
        file: 'src/providers/whatsapp-cloud/signature.ts',
        from: 'timingSafeEqual(given, sign(secret, body))',
        to: 'timingSafeEqual(given, sign(secret, body).subarray(0, given.length))',
      },
    ],
    in: webhooks,
    noticed: 'a stranger posts a webhook with half a signature',
  },
  {
    hole: 'a signature is checked over what was read, not over the bytes that came',
    edits: [
      {
        file: 'src/providers/whatsapp-cloud/signature.ts',
        from: "createHmac('sha256', secret).update(body).digest()",
        to: "createHmac('sha256', secret).update(body.toString().trim().replace(/^\\ufeff/, '')).digest()",
      },
    ],
    in: webhooks,
    noticed: 'a stranger posts a webhook with a byte after the body',
  },
  {
    hole: 'a channel without a secret takes what is signed with nothing',
    edits: [{ file: 'src/providers/whatsapp-cloud/signature.ts', from: "secret !== '' && ", to: '' }],
    in: webhooks,
    noticed: 'a webhook is signed with nothing, for a channel whose secret is nothing',
  },
  {
    hole: 'a webhook that was applied is applied again when it is sent again',
    edits: [
      {
        file: 'src/modules/conversations/core/inbound.ts',
        from: 'if (known.messages.has(messageKey(channelId, fact.providerMessageId))) return',
        to: 'if (false as boolean) return',
      },
      {
        file: 'migrations/0001_foundation.sql',
        from: 'create unique index message_once',
        to: 'create index message_once',
      },
    ],
    in: webhooks,
    noticed: 'a recorded webhook is sent again a hundred times',
  },
  {
    hole: 'the handshake is answered without the verify token',
    edits: [
      {
        file: 'src/providers/whatsapp-cloud/signature.ts',
        from: "const fits = sameText(given, verifyToken) && verifyToken !== ''",
        to: 'const fits = sameText(given.slice(0, 7), verifyToken.slice(0, 7))',
      },
    ],
    in: webhooks,
    noticed: 'a stranger asks for the handshake without the verify token',
  },
  {
    hole: 'a call is believed whoever signed it',
    edits: [
      {
        file: 'src/modules/telephone/hook-actions.ts',
        from: 'return sameSecret(mac, signature.mac) ?',
        to: 'return mac.length === signature.mac.length || sameSecret(mac, signature.mac) ?',
      },
    ],
    in: telephone,
    noticed: 'a stranger says that somebody is on a call signed with the secret of another house',
  },
  {
    hole: 'a call that was signed long ago is believed',
    edits: [
      {
        file: 'src/modules/telephone/core/signature.ts',
        from: 'Math.abs(now - seconds * 1_000) <= replayWindowMs',
        to: 'seconds * 1_000 - now <= replayWindowMs',
      },
    ],
    in: telephone,
    noticed: 'a stranger says that somebody is on a call that was signed five minutes ago',
  },
  {
    hole: 'a recorded call begins anew after it has ended',
    edits: [
      {
        file: 'src/modules/telephone/hook-actions.ts',
        from: 'news.data.at ?? signedAt',
        to: 'news.data.at as Instant',
      },
    ],
    in: telephone,
    noticed: 'a recorded call is sent again after it has ended',
  },

  // What belongs to somebody else.
  {
    hole: 'a file is given to whoever knows its id',
    edits: [
      {
        file: 'src/modules/conversations/media-actions.ts',
        from: 'return attachment && (await maySeeConversation(tx, person, attachment.conversationId)) ? attachment : undefined',
        to: 'return attachment',
      },
    ],
    in: others,
    noticed: 'a file of a conversation is fetched by an agent of another queue, and by a stranger',
  },
  {
    hole: 'an agent sees every conversation of the house',
    edits: [
      {
        file: 'src/modules/routing/sight-repo.ts',
        from: "const byRole = role === 'agent' ?",
        to: "const byRole = role === ('' as string) ?",
      },
    ],
    in: foreign,
    noticed: 'an agent of another queue calls GET /api/conversations/thread for a conversation',
  },
  {
    hole: 'whoever is in a conversation is told to who may not see it',
    edits: [
      {
        file: 'src/kernel/stream.ts',
        from: 'if (isNew && !(await maySeeConversation(tab.person, conversationId))) return\n    // The tab',
        to: '// The tab',
      },
    ],
    in: others,
    noticed: 'the outsider says over a socket "doing, reading"',
  },
  {
    hole: 'row-level security is switched off for every table',
    edits: [
      {
        file: 'migrations/0009_sending.sql',
        from: null,
        to: everyTable("execute format('alter table %I disable row level security', name);"),
      },
    ],
    in: tables,
    noticed: 'an injected statement',
  },
  {
    hole: 'every table has a policy that lets everything through',
    edits: [
      {
        file: 'migrations/0009_sending.sql',
        from: null,
        to: everyTable("execute format('create policy open on %I to switchboard_app using (true)', name);"),
      },
    ],
    in: tables,
    noticed: 'an injected statement',
  },
  {
    hole: 'every table may be read, though not changed, for other workspaces',
    edits: [
      {
        file: 'migrations/0009_sending.sql',
        from: null,
        to: everyTable("execute format('create policy open on %I for select to switchboard_app using (true)', name);"),
      },
    ],
    in: tables,
    noticed: 'an injected statement',
  },
  {
    hole: 'a search that runs as the owner forgets the workspace',
    edits: [
      {
        file: 'migrations/0004_scale.sql',
        from: "where c.workspace_id = current_setting('app.workspace')::uuid\n      and lower",
        to: 'where lower',
      },
    ],
    in: tables,
    noticed: 'an injected statement calls what runs as the owner',
  },

  {
    hole: 'jobs are added for any workspace',
    edits: [
      {
        file: 'src/kernel/migrate.ts',
        from: "where (job -> 'payload' ->> 'workspaceId')::uuid = current_setting('app.workspace')::uuid",
        to: '',
      },
    ],
    in: tables,
    noticed: 'an injected statement has work done for another workspace',
  },

  // Requests we make.
  {
    hole: 'a redirect is followed',
    edits: [
      {
        file: 'src/kernel/guarded-fetch.ts',
        from: 'return answerOf(request, body, signal, limits)',
        to: `const answer = await answerOf(request, body, signal, limits)
    const next = answer.headers.get('location')
    return next === null ? answer : fetch(new URL(next, url), { method: 'POST' })`,
      },
    ],
    in: addresses,
    noticed: 'reaches inside by a redirect (302) of the provider',
  },
  {
    hole: 'a name is looked up again after it was checked',
    edits: [
      {
        file: 'src/kernel/guarded-fetch.ts',
        from: 'return all ? done(null, [first, ...others]) : done(null, first.address, first.family)',
        to: `return resolve(name).then(([again = first, ...more]) =>
            all ? done(null, [again, ...more, ...others]) : done(null, again.address, again.family),
          )`,
      },
    ],
    in: addresses,
    noticed: 'sending a message',
  },
  {
    hole: 'the token of a channel goes wherever a file is said to be',
    edits: [
      {
        file: 'src/providers/whatsapp-cloud/media.ts',
        from: 'if (address.origin === URL.parse(baseUrl)?.origin) return true',
        to: 'return baseUrl !== null',
      },
    ],
    in: addresses,
    noticed: 'the token of a channel',
  },

  // The simulator.
  {
    hole: 'the simulator shows the secrets of its numbers',
    edits: [
      {
        file: 'src/providers/simulator/views.ts',
        from: '  return {\n    ...open,\n    subscribed:',
        to: '  return {\n    ...open,\n    ...number,\n    subscribed:',
      },
    ],
    in: demonstration,
    noticed: 'a stranger reads the secrets of the numbers in what the simulator shows',
  },
  {
    hole: 'the simulator shows what it was sent as it came',
    edits: [
      {
        file: 'src/providers/simulator/traffic.ts',
        from: "export const redactedBody = (body: string): string => body.replace(SECRET_KEY, '$1…')",
        to: 'export const redactedBody = (body: string): string => (SECRET_KEY ? body : body)',
      },
      {
        file: 'src/providers/simulator/traffic.ts',
        from: "path.replace(SECRET_QUERY, '$1…')",
        to: '(SECRET_QUERY ? path : path)',
      },
    ],
    in: demonstration,
    noticed: 'a stranger reads the secrets of the numbers in what the simulator shows',
  },
  {
    hole: 'the simulator is steered by pages whose name points at us',
    edits: [
      {
        file: 'src/app/demonstration.ts',
        from: "if (!isOurName(request.hostname, config.publicUrl)) return answerRefusal(reply, 'not_permitted', 'host')",
        to: 'void isOurName',
      },
    ],
    in: demonstration,
    noticed: 'a page lets its own name point at the simulator',
  },
  {
    hole: 'the simulator is steered by any page',
    edits: [
      {
        file: 'src/app/demonstration.ts',
        from: "return answerRefusal(reply, 'not_permitted', 'origin')",
        to: 'return',
      },
    ],
    in: demonstration,
    noticed: 'a page of another site steers the simulator',
  },
  {
    hole: 'the simulator calls whatever it is told to',
    edits: [
      {
        file: 'src/app/demonstration.ts',
        from: 'callbacksUnder:',
        to: "callbacksUnder: config ? '' :",
      },
    ],
    in: demonstration,
    noticed: 'another port of this computer',
  },

  // What is kept.
  {
    hole: 'the check of the trail does not look at the seal of the line before',
    edits: [
      {
        file: 'src/modules/audit/core/line.ts',
        from: "if (line.previous !== last.hash) return { seq: line.seq, reason: 'moved' }",
        to: '',
      },
    ],
    in: audit,
    noticed: 'changes a line and seals it anew',
  },
  {
    hole: 'the check of the trail does not look at what a line says',
    edits: [
      {
        file: 'src/modules/audit/core/line.ts',
        from: "if (hashOf(sealedText(workspaceId, line)) !== line.hash) return { seq: line.seq, reason: 'changed' }",
        to: '',
      },
    ],
    in: audit,
    noticed: 'changes what was asked',
  },
  {
    hole: 'the audit trail keeps the numbers of cards that somebody typed',
    edits: [
      { file: 'src/modules/audit/core/line.ts', from: 'maskCardNumbers(value)', to: 'value || maskCardNumbers(value)' },
    ],
    in: cards,
    noticed: 'and the audit trail keeps it',
  },
  {
    hole: 'card numbers of customers are kept',
    edits: [
      {
        file: 'src/modules/inbox/routes.ts',
        from: 'const arrived = door.maskCardNumbers\n',
        to: 'const arrived = (false as boolean)\n',
      },
    ],
    in: cards,
    noticed: 'in a text',
  },
  {
    hole: 'card numbers that agents type are kept',
    edits: [
      {
        file: 'src/modules/conversations/actions.ts',
        from: 'maskCardNumbers ? maskCardNumbers(text) : text,',
        to: 'maskCardNumbers ? text : text,',
      },
    ],
    in: cards,
    noticed: 'as a note',
  },
  {
    hole: 'a verify token is kept as it is',
    edits: [
      {
        file: 'src/modules/channels/actions.ts',
        from: "verifyToken: sealer.seal(verifyToken, sealedFor(id, 'verify_token'))",
        to: "verifyToken: verifyToken || sealer.seal(verifyToken, sealedFor(id, 'verify_token'))",
      },
    ],
    in: planted,
    noticed: 'for the verify token of a channel',
  },
  {
    hole: 'the old key is kept after a new one has come',
    edits: [
      {
        file: 'src/app/rotate-key.ts',
        from: 'await keepKeys(config, keys().slice(0, 1))',
        to: 'await keepKeys(config, keys())',
      },
    ],
    in: rotation,
    noticed: 'somebody has the key of yesterday',
  },
  {
    hole: 'what was sealed with the old key stays so',
    edits: [
      { file: 'src/app/rotate-key.ts', from: '    await resealSignIn(owner, seals)\n', to: '    void resealSignIn\n' },
    ],
    in: rotation,
    noticed: 'somebody has the key of yesterday',
  },
  {
    hole: 'a secret that fits one row fits every row',
    edits: [
      {
        file: 'src/modules/channels/connection.ts',
        from: '  `channel:',
        to: '  true ? what : `channel:',
      },
    ],
    in: rotation,
    noticed: 'a sealed secret is moved from one channel to another',
  },

  // Tags.
  {
    hole: 'tags hide nothing from who looks',
    edits: [
      {
        file: 'src/modules/routing/sight-repo.ts',
        from: 'if (hidden === null) return',
        to: 'if (hidden === null || agentId !== null) return',
      },
    ],
    in: tagged,
    noticed: 'whose tags do not match calls POST /api/conversations/add-note',
  },
  {
    hole: 'tags hide nothing from who listens',
    edits: [
      {
        file: 'src/contract/events.ts',
        from: 'if (isHidden(viewer.hidden, audience)) return',
        to: 'if (false as boolean) return',
      },
    ],
    in: tagged,
    noticed: 'hears the whole journal again, and all that happens',
  },
  {
    hole: 'a channel gets tags, and who listens is not looked up again',
    edits: [
      {
        file: 'src/kernel/stream.ts',
        from: 'if (packet.sightChanged > Math.max(tab.had, tab.sightOfLine)) void lookAgainAtRights(tab, packet.sightChanged)',
        to: 'if (false as boolean) void lookAgainAtRights(tab, packet.sightChanged)',
      },
    ],
    in: tagged,
    noticed: 'somebody goes on listening when their tag is taken from them, or when the channel gets one',
  },
  {
    hole: 'a day of the what-if room tells of what tags hide',
    edits: [
      { file: 'src/modules/whatif/routes.ts', from: 'hidden === null ? readDay', to: 'hidden !== undefined ? readDay' },
    ],
    in: tagged,
    noticed: 'looks through /api/what-if/day',
  },
]
