import { onEachDatabase } from "../support/databases.mjs";
import { SCENARIOS } from "../support/news.mjs";
import { newsTarget, withServers } from "../support/server.mjs";

const play = (title) =>
  onEachDatabase(title, (database) =>
    withServers([database, database], (servers) => SCENARIOS[title](targetOf(servers), 1)),
  );

/** Two processes receive and work in parallel. Deliveries go to them in turn. */
function targetOf(servers) {
  let turn = 0;
  const post = (delivery) => servers[(turn += 1) % servers.length].post(delivery);
  return newsTarget({ url: servers[0].url, post });
}

for (const title of Object.keys(SCENARIOS)) play(title);
