import { useEffect, useState } from "preact/hooks";
import { actionOnUser, pathOfUser, type User, type Users, useApi } from "./api.js";
import { Chip, count, Foreign, Problems, Search, Table, Time, useAnswer, useTask } from "./parts.js";
import { SessionRows } from "./sessions.js";

function State({ user }: { user: User }) {
  return (
    <>
      {user.erased ? <Chip kind="bad" text="erased" /> : user.blocked ? <Chip kind="bad" text="blocked" /> : user.online ? <Chip kind="good" text="online" /> : <Chip text="offline" />}
    </>
  );
}

export function UsersScreen({ login, onUser }: { login?: string; onUser: (login?: string) => void }) {
  return login === undefined ? <UserList onUser={onUser} /> : <OneUser key={login} login={login} onBack={() => onUser()} />;
}

function UserList({ onUser }: { onUser: (login: string) => void }) {
  const [search, setSearch] = useState("");
  const [cursors, setCursors] = useState<string[]>([]);
  const cursor = cursors.at(-1);
  const { told, problem } = useAnswer<Users>(`/admin/users?limit=50&search=${encodeURIComponent(search)}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
  useEffect(() => setCursors([]), [search]);
  return (
    <>
      <div class="bar"><Search label="Beginning of a login" text={search} onText={setSearch} /></div>
      <Problems problem={problem} />
      {told && told.users.length === 0 && <p class="quiet" role="status">Nobody found.</p>}
      {told && told.users.length > 0 && (
        <Table label="Users" heads={["User", "State", "Registered", "Last seen", "Logins"]}>
          {told.users.map((user) => (
            <tr key={user.login}>
              <td><button class="link" onClick={() => onUser(user.login)}><Foreign text={user.login} /></button></td>
              <td><State user={user} /></td>
              <td><Time at={user.created} /></td>
              <td>{user.online ? "now" : <Time at={user.lastSeen} />}</td>
              <td class="number">{count(user.tokens)}</td>
            </tr>
          ))}
        </Table>
      )}
      {(cursors.length > 0 || told?.next) && (
        <div class="pages">
          <button aria-disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>Before</button>
          <button aria-disabled={!told?.next} onClick={() => told?.next && setCursors([...cursors, told.next])}>Next</button>
        </div>
      )}
    </>
  );
}

function OneUser({ login, onBack }: { login: string; onBack: () => void }) {
  const ask = useApi();
  const { told: user, problem, again } = useAnswer<User>(pathOfUser(login), 5000);
  const { question, open } = useTask(again);
  const post = (action: string, body?: object) => ask("POST", actionOnUser(login, action), body);
  const name = <Foreign text={login} />;
  const tasks = {
    block: { title: "Block this user?", text: <>All logins and sessions of {name} end now, and nobody can log in as {name} until the user is unblocked.</>, yes: "Block", run: () => post("block") },
    unblock: { title: "Unblock this user?", text: <>{name} can log in again.</>, yes: "Unblock", run: () => post("unblock") },
    end: { title: "End all logins of this user?", text: <>All logins and sessions of {name} end now. With the password {name} can log in again.</>, yes: "End all logins", run: () => post("end-sessions") },
    reset: {
      title: "Set a new password?", text: <>All logins and sessions of {name} end now. Tell {name} the new password by another way.</>, yes: "Set the password",
      field: { label: "New password", value: "", secret: true }, run: (password: string) => post("reset-password", { password }),
    },
    erase: {
      title: "Erase this user?", text: <>Everything that {name} wrote goes for ever, for both sides of each dialog. It cannot be undone.</>, yes: "Erase for ever", typed: login, run: () => post("erase"),
    },
  };
  return (
    <>
      <div class="bar"><button onClick={onBack}>← All users</button></div>
      <Problems problem={problem} silent={user?.noAnswer} />
      {user && (
        <section class="user">
          <h2><Foreign text={user.login} /> <State user={user} /></h2>
          <dl class="facts">
            <dt>Registered</dt><dd><Time at={user.created} /></dd>
            <dt>Last seen</dt><dd>{user.online ? "now" : <Time at={user.lastSeen} />}</dd>
            {user.blockedAt && <><dt>Blocked since</dt><dd><Time at={user.blockedAt} /></dd></>}
            <dt>Logins</dt><dd>{count(user.tokens)}</dd>
          </dl>
          {user.erased ? <p class="quiet">Erased: only the login is kept, so that nobody else can take it.</p> : (
            <div class="actions">
              {user.blocked ? <button onClick={() => open(tasks.unblock)}>Unblock</button> : <button onClick={() => open(tasks.block)}>Block</button>}
              <button onClick={() => open(tasks.end)}>End all logins</button>
              <button onClick={() => open(tasks.reset)}>Set a new password</button>
              <button class="danger" onClick={() => open(tasks.erase)}>Erase</button>
            </div>
          )}
          <h3>Live sessions</h3>
          {user.sessions?.length ? <SessionRows label="Live sessions of this user" sessions={user.sessions} open={open} /> : <p class="quiet">None.</p>}
        </section>
      )}
      {question}
    </>
  );
}
