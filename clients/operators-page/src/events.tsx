import { useState } from "preact/hooks";
import type { Events } from "./api.js";
import { Foreign, Problems, Search, Table, Time, useAnswer } from "./parts.js";

const LIMIT = 500;

/** The last security events, or the last changes by operators. */
export function EventsScreen({ what, onUser }: { what: "security" | "audit"; onUser: (login: string) => void }) {
  const { told, problem } = useAnswer<Events>(`/admin/${what}?limit=${LIMIT}`, 5000);
  const [search, setSearch] = useState("");
  const shown = told?.events.filter(({ event, about, address, detail }) => [event, about, address, detail].join(" ").toLowerCase().includes(search.toLowerCase())) ?? [];
  const withNode = shown.some(({ node }) => node);
  const isAudit = what === "audit";
  return (
    <>
      <div class="bar"><Search label="Part of an event" text={search} onText={setSearch} /></div>
      <Problems problem={problem} silent={told?.noAnswer} />
      {told && <p class="quiet" role="status">{shown.length === 0 ? "None." : `The last ${shown.length}.`} They are kept in memory: the log has them all.</p>}
      {shown.length > 0 && (
        <Table label={isAudit ? "Changes by operators" : "Security events"} heads={["When", isAudit ? "Request" : "Event", "About", "From", isAudit ? "Answer" : "Detail", ...(withNode ? ["Node"] : [])]}>
          {shown.map(({ time, event, about, address, detail, node }, at) => (
            <tr key={`${time} ${at}`}>
              <td><Time at={time} /></td>
              <td class="code">{event}</td>
              <td>{about && (isAudit ? <Foreign text={about} /> : <button class="link" onClick={() => onUser(about)}><Foreign text={about} /></button>)}</td>
              <td class="code">{address}</td>
              <td>{detail && <Foreign text={detail} />}</td>
              {withNode && <td>{node}</td>}
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
