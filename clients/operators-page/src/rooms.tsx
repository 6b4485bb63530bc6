import type { Rooms } from "./api.js";
import { count, Foreign, Problems, Table, useAnswer } from "./parts.js";

const LIMIT = 100;

export function RoomsScreen({ onUser }: { onUser: (login: string) => void }) {
  const { told, problem } = useAnswer<Rooms>(`/admin/rooms?limit=${LIMIT}`, 5000);
  const withNode = told?.dialogs.some(({ node }) => node);
  return (
    <>
      <Problems problem={problem} silent={told?.noAnswer} />
      {told && <p class="quiet" role="status">{told.count === 0 ? "No room is awake." : `${count(told.count)} awake${told.count > LIMIT ? `; ${LIMIT} of them are shown` : ""}. A room falls asleep when nobody has used it for a while.`}</p>}
      {told && told.dialogs.length > 0 && (
        <Table label="Rooms awake" heads={["Between", "and", "Room", ...(withNode ? ["Node"] : [])]}>
          {told.dialogs.map(({ room, logins, node }) => (
            <tr key={room}>
              {logins.map((login) => <td key={login}><button class="link" onClick={() => onUser(login)}><Foreign text={login} /></button></td>)}
              <td class="code">{room}</td>
              {withNode && <td>{node}</td>}
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
