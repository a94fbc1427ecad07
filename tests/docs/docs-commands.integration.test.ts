import { documentedCommands } from './documented-commands.ts';

documentedCommands('stack', 180_000);
