// Sends a genuine delivery to the Worker, twice, and one with a wrong token.
import { fixture } from "countersign/testing";

const origin = process.argv[2] ?? "http://127.0.0.1:8787";
const token = process.env.REWARD_URL_TOKEN ?? "tok_5f2c9d7e41b84a06";
const body = fixture("reward.balance.credit_points_issued");

for (const each of [token, token, "tok_another_0123456789"]) {
  const response = await fetch(`${origin}/hooks/reward/${each}`, { method: "POST", body });
  console.log(response.status); // 200, 200 and 401
}
