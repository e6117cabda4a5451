#!/usr/bin/env node
import { endAs, mcpProxyCommand } from './command.ts';

endAs(await mcpProxyCommand(process.argv.slice(2)));
