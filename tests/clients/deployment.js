// The files of ops/compose and ops/kubernetes: valid by Kubernetes' own schemas, and consistent among themselves. Prints "ok".
'use strict';
const fs = require('fs');
const path = require('path');
const yaml = require('js-yaml');

const ops = path.join(__dirname, '..', '..', 'ops');
const faults = [];
const check = (holds, fault) => holds || faults.push(fault);
const read = file => yaml.loadAll(fs.readFileSync(path.join(ops, file), 'utf8'));

// Kubernetes.
const files = fs.readdirSync(path.join(ops, 'kubernetes')).filter(file => file !== 'kustomization.yml');
const objects = files.flatMap(file => read(`kubernetes/${file}`));
for (const object of objects) {
  const model = require(`kubernetes-models/${object.apiVersion}/${object.kind}`)[object.kind];
  try {
    new model(object).validate();
  } catch (fault) {
    faults.push(`${object.kind} ${object.metadata.name}: ${fault.message}`);
  }
}

const [kustomization] = read('kubernetes/kustomization.yml');
check(JSON.stringify([...kustomization.resources].sort()) === JSON.stringify([...files].sort()), 'kustomization.yml does not name all files');
const of = (kind, name) => objects.find(object => object.kind === kind && object.metadata.name === name);
const nodes = of('StatefulSet', 'actorchat');
const [container] = nodes.spec.template.spec.containers;
const ports = Object.fromEntries(container.ports.map(port => [port.name, port.containerPort]));
for (const port of of('Service', 'actorchat-nodes').spec.ports) {
  check(ports[port.targetPort] === port.port, `actorchat-nodes: port ${port.name}`);
}

for (const rule of of('NetworkPolicy', 'actorchat').spec.ingress.flatMap(rule => rule.ports)) {
  check(rule.port in ports, `NetworkPolicy: port ${rule.port}`);
}

check(nodes.spec.serviceName === 'actorchat-nodes', 'StatefulSet: serviceName');
const contacts = container.env.find(variable => variable.name === 'ACTORCHAT_CLUSTER_CONTACTS').value.split(',');
const expected = Array.from({ length: nodes.spec.replicas }, (_, k) => `actorchat-${k}.actorchat-nodes:${ports.management}`);
check(contacts.join() === expected.join(), `StatefulSet: contacts ${contacts}`);

// Compose.
const [compose] = read('compose/compose.yml');
const names = Object.keys(compose.services).filter(name => name.startsWith('node-'));
check(names.length === 3, 'compose.yml: three nodes');
for (const name of names) {
  const { environment, networks } = compose.services[name];
  check(environment.ACTORCHAT_NODE === name, `compose.yml: the name of ${name}`);
  check(networks.nodes.aliases.includes(environment.ACTORCHAT_CLUSTER_HOST), `compose.yml: the host of ${name}`);
  check(environment.ACTORCHAT_CLUSTER_CONTACTS.split(',').includes(`${environment.ACTORCHAT_CLUSTER_HOST}:8558`), `compose.yml: ${name} is no contact`);
  check(networks.front.aliases.includes('actorchat'), `compose.yml: nginx does not find ${name}`);
}

console.log(faults.length === 0 ? 'ok' : faults.join('\n'));
process.exit(faults.length === 0 ? 0 : 1);
