import type { Abilities } from '../provider.ts'

const kilobyte = 1024
const megabyte = 1024 * kilobyte

/** What WhatsApp can carry (Meta: messages, media, throughput; late 2026). */
export const abilities: Abilities = {
  sessionWindow: true,
  templates: true,
  typing: true,
  readReceipts: true,
  maxTextLength: 4096,
  maxCaptionLength: 1024,
  media: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5 * megabyte },
    video: { mimeTypes: ['video/mp4', 'video/3gpp'], maxBytes: 16 * megabyte },
    audio: {
      mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
      maxBytes: 16 * megabyte,
    },
    document: {
      mimeTypes: [
        'text/plain',
        'application/pdf',
        'application/msword',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.ms-excel',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/vnd.ms-powerpoint',
        'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      ],
      maxBytes: 100 * megabyte,
    },
    // 500 KB is for animated stickers; a still one may have only 100 KB.
    sticker: { mimeTypes: ['image/webp'], maxBytes: 500 * kilobyte },
  },
  throughputPerSecond: 80,
  pairBurst: 45,
  pairEveryMs: 6_000,
}
