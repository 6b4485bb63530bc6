import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** A request that was refused, with the server's code, or that did not reach it: `offline`. */
export class Refusal extends Error {
  constructor(readonly code: string, readonly title: string, readonly detail?: string) { super(code); }

  /** For the operator. */
  get text() { return this.detail ? `${this.title} ${this.detail}` : this.title; }
}

export type Ask = <T>(method: string, path: string, body?: object) => Promise<T>;

/** The requests to the admin interface with a token, which is nowhere but in this function's memory. */
export function asking(token: string, onRefused: () => void): Ask {
  return async <T>(method: string, path: string, body?: object) => {
    const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
    if (body) headers["Content-Type"] = "application/json";
    const sent = { method, headers, body: body && JSON.stringify(body), cache: "no-store", credentials: "omit", redirect: "error" } as const;
    const answer = await fetch(path, sent).catch(() => undefined);
    if (!answer) throw new Refusal("offline", "The server does not answer.");
    const told = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
    if (answer.ok) return told as T;
    if (answer.status === 401) onRefused();
    throw new Refusal(told?.code ?? `${answer.status}`, told?.title ?? `The server answers ${answer.status}.`, told?.detail);
  };
}

export const Api = createContext<Ask>(() => Promise.reject(new Refusal("locked", "The page is locked.")));
export const useApi = () => useContext(Api);

/** What was refused, in words. */
export const reasonOf = (error: unknown) => error instanceof Refusal ? error.text : `The page failed: ${error}`;

/** Of a login in a path: `.` and `..` would be taken for folders. */
export const pathOfUser = (login: string) => `/admin/user?login=${encodeURIComponent(login)}`;
export const actionOnUser = (login: string, action: string) => `/admin/users/${action}?login=${encodeURIComponent(login)}`;

export interface Silent { noAnswer?: string[] }
export interface Latency { count: number; p50: number | null; p99: number | null }
export interface NodeNow {
  node: string; version: string; time: string; upSeconds: number; sessions: number; roomsAwake: number; overSeconds: number; cpuSeconds: number;
  connections: { webSocket: number; polling: number };
  rates: Record<string, number>;
  totals: Record<string, number>;
  latencies: Record<string, Latency>;
  queues: { mailboxes: number[]; projectionBatches: number; projectionLagMs: number; unsentBytes: number };
  partitions: { here: number[]; open: number; all: number };
  memory: { workingSet: number; managed: number };
  disk: { used: number; free: number; total: number } | null;
}
export interface Now extends Silent { nodes: NodeNow[] }
export interface Session { id: string; login: string; node?: string }
export interface Sessions extends Silent { sessions: Session[] }
export interface User extends Silent {
  login: string; created: string; lastSeen: string | null; online: boolean; blocked: boolean; blockedAt: string | null; erased: boolean; tokens: number; sessions?: Session[];
}
export interface Users { users: User[]; next: string | null }
export interface Rooms extends Silent { count: number; dialogs: { room: string; logins: string[]; node?: string }[] }
export interface Setting { key: string; value: string; origin: string; default: string; live: boolean; reason: string }
export interface Settings extends Silent { node?: string; settings: Setting[]; others?: { node: string; key: string; value: string; origin: string }[] }
export interface Happened { time: string; event: string; about: string | null; address: string | null; detail: string | null; node?: string }
export interface Events extends Silent { events: Happened[] }
export interface Changed { key: string; from: string; to: string }
export interface Reloaded { dryRun: boolean; live: Changed[]; restart: Changed[] }
