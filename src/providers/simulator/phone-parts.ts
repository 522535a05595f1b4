import type { Courier } from './courier.ts'
import type { FaultBox } from './faults.ts'
import type { Limiter } from './limits.ts'
import type { MediaStore, StoredMedia } from './media.ts'
import type { Update } from './webhooks.ts'
import type { World } from './world.ts'

/** What a phone's doings need of the simulator. */
export type PhoneParts = {
  world: World
  media: MediaStore
  faults: FaultBox
  courier: Courier
  throughput: Limiter
  tell(update: Update): Promise<void>
  /** Where a media file could be fetched from; null while the simulator does not know its own address. */
  mediaAddress(media: StoredMedia): string | null
}
