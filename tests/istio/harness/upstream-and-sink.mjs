// What the proxy of the test sends to: an upstream (8080) and a collector of spans in Zipkin's format (9411).
import { createServer } from 'node:http';

createServer((_request, response) => response.end('ok\n')).listen(8080, '0.0.0.0');

createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(202).end());
}).listen(9411, '0.0.0.0');
