import { useState } from "preact/hooks";
import { type Reloaded, reasonOf, type Setting, type Settings, useApi } from "./api.js";
import { Foreign, Problems, Search, Table, useAnswer, useTask } from "./parts.js";

/** The origin of a limit that an operator has set. */
const SET = "PUT /admin/limits";
const LIMITS = "actorchat.rate-limits.";

function Origin({ setting }: { setting: Setting }) {
  return <span class={setting.origin === "hocon.conf" ? "quiet" : ""}><Foreign text={setting.origin} /></span>;
}

/** The rate limits, which can be changed here. */
export function LimitsScreen() {
  const ask = useApi();
  const { told, problem, again } = useAnswer<Settings>("/admin/settings");
  const { question, open } = useTask(again);
  const limits = told?.settings.filter(({ key, live }) => live && key.startsWith(LIMITS)) ?? [];
  const change = (name: string, value: string) => open({
    title: `Change ${name}`,
    text: "It holds at once, on all nodes. A limit is “A per B, burst C”, such as “20 per 1s, burst 200”, or “off”.",
    yes: "Change the limit",
    field: { label: "Limit", value },
    run: (limit) => ask("PUT", `/admin/limits/${encodeURIComponent(name)}`, { limit }),
  });
  const unset = (name: string) => open({
    title: `Unset ${name}`, text: "What the settings say holds again, at once and on all nodes.", yes: "Unset the limit", run: () => ask("DELETE", `/admin/limits/${encodeURIComponent(name)}`),
  });
  return (
    <>
      <Problems problem={problem} silent={told?.noAnswer} />
      {told?.others?.some(({ key }) => key.startsWith(LIMITS)) && <p class="warning">Other nodes have other limits: see Settings.</p>}
      {limits.length > 0 && (
        <Table label="Limits" heads={["Limit", "In force", "Where from", "Default", ""]}>
          {limits.map((limit) => {
            const name = limit.key.slice(LIMITS.length);
            return (
              <tr key={name}>
                <td class="code" title={limit.reason}>{name}</td>
                <td>{limit.value}</td>
                <td><Origin setting={limit} /></td>
                <td class="quiet">{limit.default === limit.value ? "the same" : limit.default}</td>
                <td>
                  <div class="actions">
                    <button class="small" aria-label={`Change ${name}`} onClick={() => change(name, limit.value)}>Change</button>
                    {limit.origin === SET && <button class="small" aria-label={`Unset ${name}`} onClick={() => unset(name)}>Unset</button>}
                  </div>
                </td>
              </tr>
            );
          })}
        </Table>
      )}
      {question}
    </>
  );
}

/** All settings in force, and reading the files again. */
export function SettingsScreen() {
  const ask = useApi();
  const { told, problem, again } = useAnswer<Settings>("/admin/settings");
  const { question, open } = useTask(() => (setReloaded(undefined), again()));
  const [search, setSearch] = useState("");
  const [isOwn, setOwn] = useState(false);
  const [reloaded, setReloaded] = useState<Reloaded>();
  const [refused, setRefused] = useState<string>();
  const shown = told?.settings.filter((setting) => (!isOwn || setting.value !== setting.default) && `${setting.key} ${setting.value} ${setting.reason}`.toLowerCase().includes(search.toLowerCase())) ?? [];

  async function look() {
    try {
      setReloaded(await ask<Reloaded>("POST", "/admin/settings/reload?dry-run=true"));
      setRefused(undefined);
    } catch (error) {
      setReloaded(undefined);
      setRefused(reasonOf(error));
    }
  }

  return (
    <>
      <div class="bar">
        <Search label="Part of a setting" text={search} onText={setSearch} />
        <label class="check"><input type="checkbox" checked={isOwn} onChange={({ currentTarget }) => setOwn(currentTarget.checked)} /> only what is not the default</label>
        <button onClick={look}>What would a reload change?</button>
      </div>
      <Problems problem={refused ?? problem} silent={told?.noAnswer} />
      {reloaded && (
        <div class="notice" role="status">
          {reloaded.live.length + reloaded.restart.length === 0 && <p>Nothing: the files say what is in force.</p>}
          {reloaded.live.map(({ key, from, to }) => <p key={key}><span class="code">{key}</span>: {from} → {to}</p>)}
          {reloaded.restart.map(({ key, from, to }) => <p key={key}><span class="code">{key}</span>: {from} → {to}, needs a restart</p>)}
          {reloaded.live.length > 0 && (
            <button onClick={() => open({ title: "Read the settings again?", text: "What can change at once does.", yes: "Reload", run: () => ask("POST", "/admin/settings/reload") })}>Reload</button>
          )}
        </div>
      )}
      {told && <p class="quiet" role="status">{shown.length} settings{told.node && ` of ${told.node}`}</p>}
      {told?.others && (
        <Table label="Other nodes" heads={["Node", "Setting", "In force there", "Where from"]}>
          {told.others.map(({ node, key, value, origin }) => <tr key={node + key}><td>{node}</td><td class="code">{key}</td><td>{value}</td><td>{origin}</td></tr>)}
        </Table>
      )}
      {shown.length > 0 && (
        <Table label="Settings in force" heads={["Setting", "In force", "Where from", "Default"]}>
          {shown.map((setting) => (
            <tr key={setting.key}>
              <td><details><summary class="code">{setting.key.replace(/^actorchat\./, "")}</summary><p class="quiet">{setting.reason || "See the setting before it."} {setting.live ? "It can be changed while the server runs." : "A change needs a restart."}</p></details></td>
              <td class="value">{setting.value}</td>
              <td><Origin setting={setting} /></td>
              <td class="quiet value">{setting.value === setting.default ? "the same" : setting.default}</td>
            </tr>
          ))}
        </Table>
      )}
      {question}
    </>
  );
}
