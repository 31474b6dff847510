// All commands, in the order of the help.

import { diagnose } from "./diagnose.js";
import { explain } from "./explain.js";
import { listen } from "./listen.js";
import { page } from "./page.js";
import { confirm, parse, sign } from "./scripts.js";
import { send } from "./send.js";
import { token } from "./token.js";
import { verify } from "./verify.js";

export const COMMANDS = { verify, diagnose, explain, page, send, listen, parse, sign, confirm, token };
