import { useEffect, useSyncExternalStore } from "react";
import type { ChatClient } from "./client.js";
import type { ChatSnapshot, Room } from "./types.js";

/** The client's state; draws again after each change. */
export const useChat = (client: ChatClient): ChatSnapshot => useSyncExternalStore(client.subscribe, client.getSnapshot, client.getSnapshot);

/** The room with a companion, which is open as long as it is shown; draws again after each change of this room. */
export function useRoom(client: ChatClient, companion: string): Room {
  useEffect(() => client.open(companion), [client, companion]);
  const read = () => client.getRoom(companion);
  return useSyncExternalStore(client.subscribe, read, read);
}
