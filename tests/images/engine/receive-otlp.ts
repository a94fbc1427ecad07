/** Takes whatever is exported to `127.0.0.1:PORT`, in the place of a Collector: node receive-otlp.ts PORT */
import { startRawReceiver } from '../../../provisioning/collector/raw-otlp-receiver.ts';

await startRawReceiver(Number(process.argv[2]));
