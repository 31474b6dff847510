import { onEachDatabase } from "../support/databases.mjs";
import { SCENARIOS } from "../support/news.mjs";
import { newsTarget, withServers } from "../support/server.mjs";

/** Two processes receive and work in parallel. Deliveries go to them in turn. */
function targetOf(servers) {
  let turn = 0;
  const post = (delivery) => servers[(turn += 1) % servers.length].post(delivery);
  return newsTarget({ url: servers[0].url, post });
}

onEachDatabase("the scenarios of news, by two processes", (database, t) =>
  withServers([database, database], async (servers) => {
    const target = targetOf(servers);
    for (const [at, [title, play]] of Object.entries(SCENARIOS).entries())
      await t.test(title, () => play(target, at + 1));
  }),
);
