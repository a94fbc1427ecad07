import { documentedCommands } from './documented-commands.ts';

documentedCommands('long', 3_600_000);
