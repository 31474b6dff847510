import { onEachDatabase } from "./databases.mjs";
import { SCENARIOS } from "./news.mjs";
import { newsTarget, startServer } from "./server.mjs";

const play = (title) =>
  onEachDatabase(title, (database) => withServers(database, (target) => SCENARIOS[title](target, 1)));

/** Two processes receive and work beside each other, and take deliveries in turn. */
async function withServers(env, run) {
  const servers = await Promise.all([startServer(env), startServer(env)]);
  let turn = 0;
  const post = (delivery) => servers[(turn += 1) % 2].post(delivery);
  try {
    await run(newsTarget({ url: servers[0].url, post }));
  } finally {
    await Promise.all(servers.map((server) => server.end("SIGKILL")));
  }
}

for (const title of Object.keys(SCENARIOS)) play(title);
