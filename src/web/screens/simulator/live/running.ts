import { api } from './api.ts'

/*
 * Which faults run, for the mark on the rail of every tab. Not by the feed: each open feed holds one of the six
 * connections a browser has for a server. The screen tells the other tabs what it hears; a tab asks when it is looked at.
 */

const channelName = 'switchboard-simulator'

/** Tell the other tabs of this browser how many faults run. */
export function tellRunning(count: number): void {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage(count)
  channel.close()
}

/** Hear how many faults run: now, when another tab says so, and whenever this tab is shown again. Returns how to stop. */
export function followRunning(hear: (count: number) => void): () => void {
  const channel = new BroadcastChannel(channelName)
  const ask = async () => {
    if (document.hidden) return
    const answer = await api.runningFaults()
    if (answer.ok) hear(answer.value.running.length)
  }
  channel.onmessage = ({ data }) => hear(Number(data))
  document.addEventListener('visibilitychange', ask)
  void ask()
  return () => {
    channel.close()
    document.removeEventListener('visibilitychange', ask)
  }
}
