import { type OpusPacket, oggOpus } from './ogg.ts'

/** Voice notes are Ogg Opus, mono (WhatsApp Cloud API: supported media). */
const rate = 48_000
const bitrate = 24_000
const frameMicroseconds = 20_000
/** Samples handed to the encoder at once. */
const chunkSamples = rate / 10

type VoiceFile = { blob: Blob; fileName: string }

/** A short melody as a voice note; null where this browser cannot encode one. */
export async function sampleMelody(): Promise<VoiceFile | null> {
  const bytes = await encoded(melody()).catch(() => null)
  return bytes && { blob: new Blob([bytes], { type: 'audio/ogg; codecs=opus' }), fileName: 'voice.ogg' }
}

/** A recording as a voice note: as phones send it where this browser can encode that, else as it was recorded. */
export async function voiceFile(recorded: Blob): Promise<VoiceFile> {
  const bytes = await samplesOf(recorded).then(encoded, () => null)
  if (bytes) return { blob: new Blob([bytes], { type: 'audio/ogg; codecs=opus' }), fileName: 'voice.ogg' }
  return { blob: recorded, fileName: recorded.type.includes('mp4') ? 'voice.m4a' : 'voice.webm' }
}

/** Five notes of a quiet doorbell. */
function melody(): Float32Array {
  const notes = [523.25, 659.25, 783.99, 659.25, 1046.5]
  const each = rate / 2
  return Float32Array.from({ length: notes.length * each }, (_, index) => {
    const time = (index % each) / rate
    const fade = Math.min(1, time * 100) * Math.exp(-time * 6)
    return 0.3 * fade * Math.sin(2 * Math.PI * (notes[Math.floor(index / each)] ?? 0) * time)
  })
}

async function samplesOf(recorded: Blob): Promise<Float32Array> {
  const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(await recorded.arrayBuffer())
  return sound.getChannelData(0)
}

/** Encode one channel at 48 kHz. Null where the browser has no Opus encoder. */
async function encoded(samples: Float32Array): Promise<Uint8Array<ArrayBuffer> | null> {
  const config = { codec: 'opus', sampleRate: rate, numberOfChannels: 1, bitrate }
  if (!('AudioEncoder' in globalThis) || !(await AudioEncoder.isConfigSupported(config)).supported) return null
  const packets: OpusPacket[] = []
  let head: Uint8Array | null = null
  const encoder = new AudioEncoder({
    output(chunk, metadata) {
      const bytes = new Uint8Array(chunk.byteLength)
      chunk.copyTo(bytes)
      const microseconds = chunk.duration ?? frameMicroseconds
      packets.push({ bytes, samples: Math.round((microseconds * rate) / 1_000_000) })
      const description = metadata?.decoderConfig?.description
      if (description) head ??= copied(description)
    },
    error: () => {},
  })
  encoder.configure(config)
  for (let at = 0; at < samples.length; at += chunkSamples) {
    const part = samples.slice(at, at + chunkSamples)
    const data = new AudioData({
      format: 'f32-planar',
      sampleRate: rate,
      numberOfFrames: part.length,
      numberOfChannels: 1,
      timestamp: Math.round((at * 1_000_000) / rate),
      data: part,
    })
    encoder.encode(data)
    data.close()
  }
  await encoder.flush()
  encoder.close()
  return oggOpus(packets, head)
}

function copied(source: AllowSharedBufferSource): Uint8Array {
  if (!ArrayBuffer.isView(source)) return new Uint8Array(source).slice()
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
}
