import { useEffect, useState } from "preact/hooks";
import { type NodeNow, type Now } from "./api.js";
import { bytes, count, figure, Foreign, Problems, span, Table } from "./parts.js";
import { Meter, Plot } from "./plot.js";

export const EVERY = 2000;
const POINTS = 300;
/** The plots begin with two minutes, and grow. */
const LEAST = 60;

/** One answer, as the plots draw it. */
export interface Sample {
  at: number;
  totals: Record<string, Record<string, number>>;
  rates: Record<string, number | null>;
  durable50: number | null;
  durable99: number | null;
  delivery99: number | null;
  commit99: number | null;
  mailboxes: number;
  batches: number;
  unsent: number;
  cpu: number | null;
}

const worst = (nodes: NodeNow[], which: string, of: "p50" | "p99") =>
  nodes.reduce<number | null>((max, { latencies }) => { const value = latencies[which]?.[of] ?? null; return value === null ? max : Math.max(max ?? 0, value); }, null);
const sum = (nodes: NodeNow[], of: (node: NodeNow) => number) => nodes.reduce((all, node) => all + of(node), 0);

/** What happened a second since the sample before; null where a node has come, gone or been started again: its counts begin anew. */
export function rateOf(before: Sample | undefined, totals: Sample["totals"], at: number, name: string) {
  if (!before || at <= before.at || Object.keys(before.totals).join() !== Object.keys(totals).join()) return null;
  let happened = 0;
  for (const [node, counts] of Object.entries(totals)) {
    const more = (counts[name] ?? 0) - (before.totals[node]?.[name] ?? 0);
    if (more < 0) return null;
    happened += more;
  }
  return (happened * 1000) / (at - before.at);
}

export function sampleOf({ nodes }: Now, before: Sample | undefined, at: number): Sample {
  const totals = Object.fromEntries(nodes.map((node) => [node.node, { ...node.totals, cpu: node.cpuSeconds }]));
  const rates = Object.fromEntries(["messages", "events", "refused", "connects", "logins", "failedLogins"].map((name) => [name, rateOf(before, totals, at, name)]));
  return {
    at, totals, rates,
    durable50: worst(nodes, "durable", "p50"), durable99: worst(nodes, "durable", "p99"), delivery99: worst(nodes, "delivery", "p99"), commit99: worst(nodes, "commit", "p99"),
    mailboxes: sum(nodes, ({ queues }) => queues.mailboxes.reduce((all, one) => all + one, 0)),
    batches: sum(nodes, ({ queues }) => queues.projectionBatches),
    unsent: sum(nodes, ({ queues }) => queues.unsentBytes),
    cpu: rateOf(before, totals, at, "cpu"),
  };
}

/** The samples of the last minutes. They are kept while the page is open, whatever screen it shows. */
export function useSamples(now: Now | undefined) {
  const [samples, setSamples] = useState<Sample[]>([]);
  useEffect(() => {
    if (now) setSamples((before) => [...before, sampleOf(now, before.at(-1), performance.now())].slice(-POINTS));
  }, [now]);
  return samples;
}

function Tile({ name, value, more }: { name: string; value: string; more?: string }) {
  return <div class="tile"><dt>{name}</dt><dd><strong>{value}</strong>{more && <span class="quiet">{more}</span>}</dd></div>;
}

export function NowScreen({ now, problem, samples }: { now?: Now; problem?: string; samples: Sample[] }) {
  if (!now) return problem ? <Problems problem={problem} /> : <p class="quiet">Asking …</p>;
  const { nodes } = now;
  const first = nodes[0]!;
  const last = samples.at(-1);
  const lines = (...of: [string, (sample: Sample) => number | null | undefined][]) => of.map(([name, value]) => ({ name, values: samples.map((sample) => value(sample) ?? null) }));
  const points = Math.max(LEAST, samples.length);
  const plot = { points, span: `${Math.round((points * EVERY) / 60_000)} minutes` };
  return (
    <>
      <Problems problem={problem && `${problem} What follows is older.`} silent={now.noAnswer} />
      <dl class="tiles">
        <Tile name="Sessions" value={count(sum(nodes, (node) => node.sessions))} />
        <Tile name="Connections" value={count(sum(nodes, ({ connections: { webSocket, polling } }) => webSocket + polling))}
          more={`${count(sum(nodes, ({ connections }) => connections.webSocket))} WebSocket, ${count(sum(nodes, ({ connections }) => connections.polling))} polling`} />
        <Tile name="Rooms awake" value={count(sum(nodes, (node) => node.roomsAwake))} />
        <Tile name="Messages" value={`${figure(last?.rates.messages ?? sum(nodes, ({ rates }) => rates.messages ?? 0))} /s`} more={`${count(sum(nodes, ({ totals }) => totals.messages ?? 0))} since the start`} />
        <Tile name="Room partitions" value={`${first.partitions.open} of ${first.partitions.all} open`} />
        <Tile name="Processors" value={last?.cpu == null ? "–" : last.cpu.toFixed(2)} more="in use" />
        <Tile name="Memory" value={bytes(sum(nodes, ({ memory }) => memory.workingSet))} more={`${bytes(sum(nodes, ({ memory }) => memory.managed))} of it objects`} />
        <Tile name="Running for" value={span(first.upSeconds)} more={`version ${first.version}`} />
      </dl>
      <div class="plots">
        <Plot {...plot} title="What happens" unit="/s" lines={lines(["messages", ({ rates }) => rates.messages], ["all events", ({ rates }) => rates.events], ["refused", ({ rates }) => rates.refused])} />
        <Plot {...plot} title="How long it takes" unit="ms" lines={lines(
          ["on disk, half", ({ durable50 }) => durable50], ["on disk, 99 %", ({ durable99 }) => durable99], ["delivered, 99 %", ({ delivery99 }) => delivery99], ["commit, 99 %", ({ commit99 }) => commit99])} />
        <Plot {...plot} title="What waits" unit="" lines={lines(["messages to rooms", ({ mailboxes }) => mailboxes], ["batches for the tables", ({ batches }) => batches], ["KiB for clients", ({ unsent }) => unsent / 1024])} />
        <Plot {...plot} title="Who comes" unit="/s" lines={lines(["connections", ({ rates }) => rates.connects], ["logins", ({ rates }) => rates.logins], ["failed logins", ({ rates }) => rates.failedLogins])} />
      </div>
      {nodes.map((node) => <OneNode key={node.node} node={node} isAlone={nodes.length === 1} />)}
    </>
  );
}

function OneNode({ node, isAlone }: { node: NodeNow; isAlone: boolean }) {
  const { queues, partitions, disk, totals } = node;
  return (
    <section>
      {!isAlone && <h2><Foreign text={node.node} /> <span class="quiet">version {node.version}, running for {span(node.upSeconds)}, {count(node.sessions)} sessions</span></h2>}
      {disk && <Meter label="Disk" used={disk.total - disk.free} of={disk.total} text={`the data takes ${bytes(disk.used)}; ${bytes(disk.free)} of ${bytes(disk.total)} are free`} />}
      <div class="two">
        <Table label={`Room partitions of ${node.node}`} heads={["Room partition", "Where", "In its mailbox"]}>
          {queues.mailboxes.map((waiting, partition) => (
            <tr key={partition}><td>{partition}</td><td>{partitions.here.includes(partition) ? "open here" : partitions.open === partitions.all ? "elsewhere" : "not here"}</td><td class="number">{count(waiting)}</td></tr>
          ))}
        </Table>
        <Table label={`Totals of ${node.node}`} heads={["Since the start", "How many"]}>
          {Object.entries(totals).map(([name, total]) => <tr key={name}><td>{wordsOf(name)}</td><td class="number">{count(total)}</td></tr>)}
          <tr><td>age of what is not in the tables yet</td><td class="number">{figure(queues.projectionLagMs)} ms</td></tr>
        </Table>
      </div>
    </section>
  );
}

const wordsOf = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
