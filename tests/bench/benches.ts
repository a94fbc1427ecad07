import type { Bench } from './bench-row.ts';
import { agentCost } from './rows/agent-cost.ts';
import { alertToSample } from './rows/alert-to-sample.ts';
import { appSpeed } from './rows/app-speed.ts';
import { envoyCost } from './rows/envoy-cost.ts';
import { controllerScale } from './rows/controller-scale.ts';
import { costCategories } from './rows/cost-categories.ts';
import { envoyNames } from './rows/envoy-names.ts';
import { exactStacks } from './rows/exact-stacks.ts';
import { falseNames } from './rows/false-names.ts';
import { firstStack } from './rows/first-stack.ts';
import { idle } from './rows/idle.ts';
import { inventoryQuery } from './rows/inventory-query.ts';
import { losses } from './rows/losses.ts';
import { secondStart } from './rows/second-start.ts';
import { bystanderCost, switchCost } from './rows/switch-cost.ts';
import { timeToFlameGraph } from './rows/time-to-flame-graph.ts';
import { twinCategories } from './rows/twin-categories.ts';
import { webhookDeliveries } from './rows/webhook-deliveries.ts';
import { wholeStacks } from './rows/whole-stacks.ts';

/** In the order of docs/benchmarks.md. */
export const BENCHES: readonly Bench[] = [
  { name: 'whole', section: 'Whole stacks', minutes: 7, run: wholeStacks },
  { name: 'exact', section: 'Exact stacks', minutes: 2, run: exactStacks },
  { name: 'names', section: 'Names of a stock Envoy', minutes: 3, run: envoyNames },
  { name: 'false', section: 'False names', minutes: 2, run: falseNames },
  { name: 'categories', section: 'Cost categories', minutes: 1, run: costCategories },
  { name: 'twin', section: 'Cost categories against symbols', minutes: 1, run: twinCategories },
  { name: 'first', section: 'First stack and names of a binary never seen', minutes: 2.5, run: firstStack },
  { name: 'losses', section: 'Losses', minutes: 1.5, run: losses },
  { name: 'switch', section: 'Cost of a context switch', minutes: 5.5, run: switchCost },
  { name: 'bystander', section: 'Cost for a process that is not watched', minutes: 4, run: bystanderCost },
  { name: 'envoy', section: 'Throughput and latency of Envoy', minutes: 12, run: envoyCost },
  { name: 'agent', section: 'Cost of the agent', minutes: 3.5, run: agentCost },
  { name: 'idle', section: 'Cost without a session', minutes: 0.1, run: idle },
  { name: 'time', section: 'From the end of a session to its flame graph', minutes: 1.5, run: timeToFlameGraph },
  { name: 'app', section: 'The app in the browser', minutes: 1.5, run: appSpeed },
  { name: 'alert', section: 'From an alert to its profile', minutes: 1.5, run: alertToSample },
  { name: 'webhooks', section: 'Alerts a second', minutes: 0.7, run: webhookDeliveries },
  { name: 'start', section: 'Start', minutes: 0.5, run: secondStart },
  { name: 'scale', section: 'A large fleet', minutes: 7, run: controllerScale },
  { name: 'inventory', section: 'Inventory of a large fleet', minutes: 1.5, run: inventoryQuery },
];
