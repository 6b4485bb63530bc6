import { useState } from "preact/hooks";
import { type Session, type Sessions, useApi } from "./api.js";
import { Foreign, Problems, Search, Table, type Task, useAnswer, useTask } from "./parts.js";

const LIMIT = 200;

/** Rows of sessions, each with a button that ends it. */
export function SessionRows({ label, sessions, open, withLogin, onUser }: { label: string; sessions: Session[]; open: (task: Task) => void; withLogin?: boolean; onUser?: (login: string) => void }) {
  const ask = useApi();
  const end = ({ id, login }: Session) => open({
    title: "End this session?",
    text: <>The session of <Foreign text={login} /> ends now. Its client may connect again: to keep the user out, end the logins or block the user.</>,
    yes: "End the session",
    run: () => ask("DELETE", `/admin/sessions/${encodeURIComponent(id)}`),
  });
  const withNode = sessions.some(({ node }) => node);
  return (
    <Table label={label} heads={[...(withLogin ? ["User"] : []), "Session", ...(withNode ? ["Node"] : []), ""]}>
      {sessions.map((session) => (
        <tr key={session.id}>
          {withLogin && <td><button class="link" onClick={() => onUser?.(session.login)}><Foreign text={session.login} /></button></td>}
          <td class="code">{session.id}</td>
          {withNode && <td>{session.node}</td>}
          <td><button class="small" aria-label={`End session ${session.id} of ${session.login}`} onClick={() => end(session)}>End</button></td>
        </tr>
      ))}
    </Table>
  );
}

export function SessionsScreen({ onUser }: { onUser: (login: string) => void }) {
  const [search, setSearch] = useState("");
  const { told, problem, again } = useAnswer<Sessions>(`/admin/sessions?limit=${LIMIT}&search=${encodeURIComponent(search)}`, 5000);
  const { question, open } = useTask(again);
  return (
    <>
      <div class="bar"><Search label="Beginning of a login" text={search} onText={setSearch} /></div>
      <Problems problem={problem} silent={told?.noAnswer} />
      {told && <p class="quiet" role="status">{told.sessions.length === 0 ? "No live session." : told.sessions.length < LIMIT ? `${told.sessions.length} live` : `The first ${LIMIT}; a longer beginning finds fewer.`}</p>}
      {told && told.sessions.length > 0 && <SessionRows label="Live sessions" sessions={told.sessions} open={open} withLogin onUser={onUser} />}
      {question}
    </>
  );
}
