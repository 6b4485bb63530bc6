import type { Contract } from "@actorchat/client";

type Posts = Contract["http"];

/** Who is logged in. */
export type Session = Readonly<Pick<Posts["/login"]["answers"], "login" | "token">>;

/** A page of the list of users, and a person as it tells them. */
export type People = Posts["/get-all-users"]["answers"];
export type Person = Readonly<People["users"][number]>;

/** A request that was refused, with the server's code, or that did not reach it: `offline`. */
export class Refusal extends Error {
  constructor(readonly code: string) { super(code); }
}

// The token is kept by tab, in sessionStorage: it survives a reload, is gone with the tab, and two windows may be two users. Scripts of other pages
// cannot read it, and a cookie would be sent with requests that other pages make.
const KEY = "actorchat.session";

export function storedSession(): Session | undefined {
  const stored = sessionStorage.getItem(KEY);
  return stored ? JSON.parse(stored) : undefined;
}

export function storeSession(session?: Session) {
  if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
  else sessionStorage.removeItem(KEY);
}

async function ask<Path extends keyof Posts>(path: Path, body: Posts[Path]["takes"], token?: string): Promise<Posts[Path]["answers"]> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => undefined);
  if (!answer) throw new Refusal("offline");
  const told = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
  // A proxy in front of a server that is down answers with a page of its own.
  if (!answer.ok) throw new Refusal(told?.code ?? "unavailable");
  return told;
}

export async function logIn(login: string, password: string): Promise<Session> {
  const told = await ask("/login", { login, password });
  return { login: told.login, token: told.token };
}

export async function register(login: string, password: string): Promise<Session> {
  await ask("/registr", { login, password });
  return logIn(login, password);
}

export const logOut = ({ token }: Session) => ask("/logout", undefined, token).catch(() => {});

/** A page of the people whose login begins with a text. */
export const findPeople = ({ token }: Session, search: string, cursor?: string) =>
  ask("/get-all-users", { search: search || undefined, limit: 30, cursor }, token);
