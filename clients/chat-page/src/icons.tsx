import type { ComponentChildren } from "preact";

const Icon = ({ children, size = 20 }: { children: ComponentChildren; size?: number }) => (
  <svg class="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
    stroke-linejoin="round" aria-hidden="true">{children}</svg>
);

export const Bubble = () => (
  <svg class="logo" width="36" height="36" viewBox="0 0 32 32" aria-hidden="true">
    <path d="M6 4h20a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H15l-7 6v-6H6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z" />
  </svg>
);
export const Search = () => <Icon size={18}><circle cx="11" cy="11" r="7" /><path d="m20 20-4-4" /></Icon>;
export const Back = () => <Icon><path d="m15 5-7 7 7 7" /></Icon>;
export const Down = () => <Icon><path d="m6 9 6 6 6-6" /></Icon>;
export const Leave = () => <Icon><path d="M14 4H6v16h8M10 12h10m-4-4 4 4-4 4" /></Icon>;
export const Send = () => <Icon><path d="M5 12h14m-6-6 6 6-6 6" /></Icon>;
export const Check = () => <Icon><path d="m5 13 4 4L19 7" /></Icon>;
export const Close = () => <Icon size={18}><path d="m6 6 12 12M18 6 6 18" /></Icon>;
export const More = () => <Icon size={18}><circle cx="5" cy="12" r="1" /><circle cx="12" cy="12" r="1" /><circle cx="19" cy="12" r="1" /></Icon>;

export type State = "waiting" | "sent" | "delivered" | "read" | "failed";

/** The mark beside an own message; what it means is said in words too. */
export function Tick({ state, label }: { state: State; label: string }) {
  return (
    <span class={`tick ${state}`}>
      <svg width="18" height="12" viewBox="0 0 18 12" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"
        aria-hidden="true">
        {state === "waiting" && <><circle cx="9" cy="6" r="4.6" /><path d="M9 3.4V6l1.8 1.2" /></>}
        {state === "failed" && <><circle cx="9" cy="6" r="4.9" /><path d="M9 3.6v2.8M9 8.4v.1" /></>}
        {state === "sent" && <path d="m5 6.5 3 3 6-7" />}
        {(state === "delivered" || state === "read") && <path d="m1.5 6.5 3 3 6-7M8 8.5l1 1 6-7" />}
      </svg>
      <span class="unseen">{label}</span>
    </span>
  );
}
