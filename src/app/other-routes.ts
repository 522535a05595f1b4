import type { OtherRoute } from '../kernel/openapi.ts'

const text = (description: string) => ({ description, content: { 'text/plain': { schema: { type: 'string' } } } })
const json = (description: string, schema: object) => ({ description, content: { 'application/json': { schema } } })
const refused = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]))
const inPath = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
})

/** The few routes that are no operations: files, webhooks, signing in, and what machines ask of a server. */
export const otherRoutes: readonly OtherRoute[] = [
  {
    path: '/api/attachments',
    method: 'post',
    description: {
      operationId: 'postAttachments',
      tags: ['attachments'],
      summary: 'Take up a file for a conversation; then send it by its id.',
      'x-permission': 'interactions.handle',
      parameters: [
        {
          name: 'conversationId',
          in: 'query',
          required: true,
          schema: { $ref: '#/components/schemas/ConversationId' },
        },
      ],
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
          },
        },
      },
      responses: {
        200: json('Kept.', {
          type: 'object',
          properties: { attachmentId: { $ref: '#/components/schemas/AttachmentId' } },
        }),
        ...refused(400, 401, 403, 404, 413, 415, 422, 429),
      },
    },
  },
  {
    path: '/api/attachments/{id}',
    method: 'get',
    description: {
      operationId: 'getAttachment',
      tags: ['attachments'],
      summary: 'A file of a conversation that the person may see. Parts of it by the Range header.',
      'x-permission': 'interactions.read',
      parameters: [inPath('id', 'The id of the attachment.')],
      responses: {
        200: {
          description: 'The file.',
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
        206: { description: 'The part that was asked for.' },
        ...refused(401, 404),
      },
    },
  },
  {
    path: '/api/auth/sign-in/email',
    method: 'post',
    description: {
      operationId: 'signIn',
      tags: ['auth'],
      summary: 'Sign in with an e-mail address and a password. The session is a cookie.',
      security: [],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['email', 'password'],
              properties: { email: { type: 'string' }, password: { type: 'string' } },
            },
          },
        },
      },
      responses: { 204: { description: 'Signed in.' }, ...refused(400, 401, 403, 429) },
    },
  },
  {
    path: '/api/auth/sign-out',
    method: 'post',
    description: {
      operationId: 'signOut',
      tags: ['auth'],
      summary: 'End this session.',
      responses: { 204: { description: 'Signed out.' }, ...refused(403) },
    },
  },
  {
    path: '/api/public/about',
    method: 'get',
    description: {
      operationId: 'getAbout',
      tags: ['public'],
      summary: 'What this is, in which version, and whether it is a demonstration.',
      security: [],
      responses: { 200: json('Known to everybody.', { type: 'object' }) },
    },
  },
  {
    path: '/hooks/whatsapp/{key}',
    method: 'get',
    description: {
      operationId: 'verifyWebhook',
      tags: ['hooks'],
      summary: "Meta's handshake: answers with the challenge when the verify token is the channel's.",
      security: [],
      parameters: [inPath('key', "The channel's own part of its webhook address.")],
      responses: { 200: text('The challenge.'), 403: text('Another verify token.'), 404: text('No such channel.') },
    },
  },
  {
    path: '/hooks/whatsapp/{key}',
    method: 'post',
    description: {
      operationId: 'receiveWebhook',
      tags: ['hooks'],
      summary: 'A webhook of Meta, signed with the app secret. 200 means that it is stored on disk.',
      security: [],
      parameters: [inPath('key', "The channel's own part of its webhook address.")],
      requestBody: { required: true, content: { 'application/json': { schema: {} } } },
      responses: {
        200: text('Stored.'),
        401: text('The signature does not fit.'),
        404: text('No such channel.'),
        ...refused(503, 507),
      },
    },
  },
  {
    path: '/hooks/telephone/{key}',
    method: 'post',
    description: {
      operationId: 'receiveCall',
      tags: ['hooks'],
      summary:
        'A telephone system says that somebody is on a call or off it. `x-switchboard-signature: t=<seconds>,v1=<hex>`, where the hex is HMAC-SHA256 with the secret over `<seconds>.<body>`.',
      security: [],
      parameters: [inPath('key', "The connection's own part of its webhook address.")],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['state', 'callId'],
              properties: {
                email: { type: 'string' },
                extension: { type: 'string' },
                state: { type: 'string', enum: ['on', 'off'] },
                callId: { type: 'string' },
                at: { type: 'integer', description: 'Milliseconds since 1970; left out: when it was signed.' },
              },
            },
          },
        },
      },
      responses: {
        200: text('Heard.'),
        400: text('Not a call.'),
        401: text('The signature does not fit, or is too old.'),
        404: text('No such connection, or nobody has this address or extension.'),
        ...refused(503, 507),
      },
    },
  },
  {
    path: '/healthz',
    method: 'get',
    description: {
      operationId: 'getHealth',
      tags: ['server'],
      summary: 'The process is alive.',
      security: [],
      responses: { 200: text('Alive.') },
    },
  },
  {
    path: '/readyz',
    method: 'get',
    description: {
      operationId: 'getReadiness',
      tags: ['server'],
      summary: 'The process can do its work; otherwise 503 and a sentence that says why not.',
      security: [],
      responses: { 200: text('Ready.'), 503: text('Why not.') },
    },
  },
  {
    path: '/metrics',
    method: 'get',
    description: {
      operationId: 'getMetrics',
      tags: ['server'],
      summary: "Measurements in Prometheus' format: for who has METRICS_TOKEN or, without one, for this computer.",
      security: [],
      responses: { 200: text('The measurements.'), ...refused(401) },
    },
  },
]
