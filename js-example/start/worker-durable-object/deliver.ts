// Sends a genuine batch to the Worker, twice, and one with a wrong token.
import { fixture } from "countersign/testing";

const origin = process.argv[2] ?? "http://127.0.0.1:8787";
const token = process.env.ISENDU_URL_TOKEN ?? "tok_5f2c9d7e41b84a06";
const body = fixture("isendu.batch");

for (const each of [token, token, "tok_another_0123456789"]) {
  const response = await fetch(`${origin}/hooks/isendu/${each}`, { method: "POST", body });
  console.log(response.status); // 200, 200 and 401
}
